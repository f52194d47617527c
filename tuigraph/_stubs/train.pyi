"""`tf.train` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.interop.config import ClusterDef as ClusterDef
from tuigraph.interop.meta_graph import SaverDef as SaverDef
from tuigraph.interop.protos import BytesList as BytesList
from tuigraph.interop.protos import CheckpointState as CheckpointState
from tuigraph.interop.protos import Example as Example
from tuigraph.interop.protos import Feature as Feature
from tuigraph.interop.protos import FeatureList as FeatureList
from tuigraph.interop.protos import FeatureLists as FeatureLists
from tuigraph.interop.protos import Features as Features
from tuigraph.interop.protos import FloatList as FloatList
from tuigraph.interop.protos import Int64List as Int64List
from tuigraph.interop.protos import SequenceExample as SequenceExample
from tuigraph.summaries.records import summary_iterator as summary_iterator
from tuigraph.training.checkpoints import CheckpointReader as NewCheckpointReader
from tuigraph.training.checkpoints import checkpoint_exists as checkpoint_exists
from tuigraph.training.checkpoints import generate_checkpoint_state_proto as generate_checkpoint_state_proto
from tuigraph.training.checkpoints import get_checkpoint_mtimes as get_checkpoint_mtimes
from tuigraph.training.checkpoints import get_checkpoint_state as get_checkpoint_state
from tuigraph.training.checkpoints import latest_checkpoint as latest_checkpoint
from tuigraph.training.checkpoints import list_variables as list_variables
from tuigraph.training.checkpoints import load_checkpoint as load_checkpoint
from tuigraph.training.checkpoints import load_variable as load_variable
from tuigraph.training.checkpoints import remove_checkpoint as remove_checkpoint
from tuigraph.training.checkpoints import update_checkpoint_state as update_checkpoint_state
from tuigraph.training.coordinator import Coordinator as Coordinator
from tuigraph.training.coordinator import LooperThread as LooperThread
from tuigraph.training.coordinator import QueueRunner as QueueRunner
from tuigraph.training.coordinator import add_queue_runner as add_queue_runner
from tuigraph.training.coordinator import start_queue_runners as start_queue_runners
from tuigraph.training.graph_io import write_graph as write_graph
from tuigraph.training.hooks import FeedFnHook as FeedFnHook
from tuigraph.training.hooks import FinalOpsHook as FinalOpsHook
from tuigraph.training.hooks import GlobalStepWaiterHook as GlobalStepWaiterHook
from tuigraph.training.hooks import LoggingTensorHook as LoggingTensorHook
from tuigraph.training.hooks import NanLossDuringTrainingError as NanLossDuringTrainingError
from tuigraph.training.hooks import NanTensorHook as NanTensorHook
from tuigraph.training.hooks import SecondOrStepTimer as SecondOrStepTimer
from tuigraph.training.hooks import StopAtStepHook as StopAtStepHook
from tuigraph.training.input import batch as batch
from tuigraph.training.input import batch_join as batch_join
from tuigraph.training.input import input_producer as input_producer
from tuigraph.training.input import limit_epochs as limit_epochs
from tuigraph.training.input import match_filenames_once as match_filenames_once
from tuigraph.training.input import maybe_batch as maybe_batch
from tuigraph.training.input import maybe_batch_join as maybe_batch_join
from tuigraph.training.input import maybe_shuffle_batch as maybe_shuffle_batch
from tuigraph.training.input import maybe_shuffle_batch_join as maybe_shuffle_batch_join
from tuigraph.training.input import range_input_producer as range_input_producer
from tuigraph.training.input import shuffle_batch as shuffle_batch
from tuigraph.training.input import shuffle_batch_join as shuffle_batch_join
from tuigraph.training.input import slice_input_producer as slice_input_producer
from tuigraph.training.input import string_input_producer as string_input_producer
from tuigraph.training.meta_graph import export_meta_graph as export_meta_graph
from tuigraph.training.meta_graph import import_meta_graph as import_meta_graph
from tuigraph.training.monitored_session import ChiefSessionCreator as ChiefSessionCreator
from tuigraph.training.monitored_session import MonitoredSession as MonitoredSession
from tuigraph.training.monitored_session import MonitoredTrainingSession as MonitoredTrainingSession
from tuigraph.training.monitored_session import SessionCreator as SessionCreator
from tuigraph.training.monitored_session import SingularMonitoredSession as SingularMonitoredSession
from tuigraph.training.monitored_session import WorkerSessionCreator as WorkerSessionCreator
from tuigraph.training.moving_averages import ExponentialMovingAverage as ExponentialMovingAverage
from tuigraph.training.optimizer import Optimizer as Optimizer
from tuigraph.training.optimizers_adaptive import AdadeltaOptimizer as AdadeltaOptimizer
from tuigraph.training.optimizers_adaptive import AdagradDAOptimizer as AdagradDAOptimizer
from tuigraph.training.optimizers_adaptive import AdagradOptimizer as AdagradOptimizer
from tuigraph.training.optimizers_adaptive import AdamOptimizer as AdamOptimizer
from tuigraph.training.optimizers_adaptive import RMSPropOptimizer as RMSPropOptimizer
from tuigraph.training.optimizers_descent import GradientDescentOptimizer as GradientDescentOptimizer
from tuigraph.training.optimizers_descent import MomentumOptimizer as MomentumOptimizer
from tuigraph.training.optimizers_proximal import FtrlOptimizer as FtrlOptimizer
from tuigraph.training.optimizers_proximal import ProximalAdagradOptimizer as ProximalAdagradOptimizer
from tuigraph.training.optimizers_proximal import ProximalGradientDescentOptimizer as ProximalGradientDescentOptimizer
from tuigraph.training.profiler_hook import ProfilerHook as ProfilerHook
from tuigraph.training.run_hooks import SessionRunArgs as SessionRunArgs
from tuigraph.training.run_hooks import SessionRunContext as SessionRunContext
from tuigraph.training.run_hooks import SessionRunHook as SessionRunHook
from tuigraph.training.run_hooks import SessionRunValues as SessionRunValues
from tuigraph.training.saver import Saver as Saver
from tuigraph.training.saving_hooks import CheckpointSaverHook as CheckpointSaverHook
from tuigraph.training.saving_hooks import CheckpointSaverListener as CheckpointSaverListener
from tuigraph.training.saving_hooks import StepCounterHook as StepCounterHook
from tuigraph.training.saving_hooks import SummarySaverHook as SummarySaverHook
from tuigraph.training.scaffold import Scaffold as Scaffold
from tuigraph.training.schedules import cosine_decay as cosine_decay
from tuigraph.training.schedules import cosine_decay_restarts as cosine_decay_restarts
from tuigraph.training.schedules import exponential_decay as exponential_decay
from tuigraph.training.schedules import inverse_time_decay as inverse_time_decay
from tuigraph.training.schedules import linear_cosine_decay as linear_cosine_decay
from tuigraph.training.schedules import natural_exp_decay as natural_exp_decay
from tuigraph.training.schedules import noisy_linear_cosine_decay as noisy_linear_cosine_decay
from tuigraph.training.schedules import piecewise_constant as piecewise_constant
from tuigraph.training.schedules import piecewise_constant as piecewise_constant_decay
from tuigraph.training.schedules import polynomial_decay as polynomial_decay
from tuigraph.training.server import ClusterSpec as ClusterSpec
from tuigraph.training.server import Server as Server
from tuigraph.training.server import ServerDef as ServerDef
from tuigraph.training.server import replica_device_setter as replica_device_setter
from tuigraph.training.session_manager import SessionManager as SessionManager
from tuigraph.training.step_counter import assert_global_step as assert_global_step
from tuigraph.training.step_counter import create_global_step as create_global_step
from tuigraph.training.step_counter import get_global_step as get_global_step
from tuigraph.training.step_counter import get_or_create_global_step as get_or_create_global_step
from tuigraph.training.step_counter import global_step as global_step
from tuigraph.training.supervisor import Supervisor as Supervisor
from tuigraph.training.sync_replicas import SyncReplicasOptimizer as SyncReplicasOptimizer
from tuigraph.training.warm_start import init_from_checkpoint as init_from_checkpoint

__all__ = [
    "AdadeltaOptimizer",
    "AdagradDAOptimizer",
    "AdagradOptimizer",
    "AdamOptimizer",
    "BytesList",
    "CheckpointSaverHook",
    "CheckpointSaverListener",
    "CheckpointState",
    "ChiefSessionCreator",
    "ClusterDef",
    "ClusterSpec",
    "Coordinator",
    "Example",
    "ExponentialMovingAverage",
    "Feature",
    "FeatureList",
    "FeatureLists",
    "Features",
    "FeedFnHook",
    "FinalOpsHook",
    "FloatList",
    "FtrlOptimizer",
    "GlobalStepWaiterHook",
    "GradientDescentOptimizer",
    "Int64List",
    "LoggingTensorHook",
    "LooperThread",
    "MomentumOptimizer",
    "MonitoredSession",
    "MonitoredTrainingSession",
    "NanLossDuringTrainingError",
    "NanTensorHook",
    "NewCheckpointReader",
    "Optimizer",
    "ProfilerHook",
    "ProximalAdagradOptimizer",
    "ProximalGradientDescentOptimizer",
    "QueueRunner",
    "RMSPropOptimizer",
    "Saver",
    "SaverDef",
    "Scaffold",
    "SecondOrStepTimer",
    "SequenceExample",
    "Server",
    "ServerDef",
    "SessionCreator",
    "SessionManager",
    "SessionRunArgs",
    "SessionRunContext",
    "SessionRunHook",
    "SessionRunValues",
    "SingularMonitoredSession",
    "StepCounterHook",
    "StopAtStepHook",
    "SummarySaverHook",
    "Supervisor",
    "SyncReplicasOptimizer",
    "WorkerSessionCreator",
    "add_queue_runner",
    "assert_global_step",
    "batch",
    "batch_join",
    "checkpoint_exists",
    "cosine_decay",
    "cosine_decay_restarts",
    "create_global_step",
    "exponential_decay",
    "export_meta_graph",
    "generate_checkpoint_state_proto",
    "get_checkpoint_mtimes",
    "get_checkpoint_state",
    "get_global_step",
    "get_or_create_global_step",
    "global_step",
    "import_meta_graph",
    "init_from_checkpoint",
    "input_producer",
    "inverse_time_decay",
    "latest_checkpoint",
    "limit_epochs",
    "linear_cosine_decay",
    "list_variables",
    "load_checkpoint",
    "load_variable",
    "match_filenames_once",
    "maybe_batch",
    "maybe_batch_join",
    "maybe_shuffle_batch",
    "maybe_shuffle_batch_join",
    "natural_exp_decay",
    "noisy_linear_cosine_decay",
    "piecewise_constant",
    "piecewise_constant_decay",
    "polynomial_decay",
    "range_input_producer",
    "remove_checkpoint",
    "replica_device_setter",
    "shuffle_batch",
    "shuffle_batch_join",
    "slice_input_producer",
    "start_queue_runners",
    "string_input_producer",
    "summary_iterator",
    "update_checkpoint_state",
    "write_graph",
]
