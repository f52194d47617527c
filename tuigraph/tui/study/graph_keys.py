"""The keys of a study screen for its graph and its curve: drawing, searching, gradients, where a NaN began."""

from __future__ import annotations

from tuigraph.tui.screens.openers import Openers
from tuigraph.tui.study.pane_keys import PaneKeys
from tuigraph.tui.study.pane_titles import PaneTitles
from tuigraph.tui.study.part import Part
from tuigraph.tui.widgets.curve import CurvePane
from tuigraph.tui.widgets.graph import GraphPane
from tuigraph.tui.widgets.output import OutputLog
from tuigraph.wire.commands import ChooseGraph
from tuigraph.wire.gradient_names import forward_of, gradients_of
from tuigraph.wire.questions import ShowWhy, WhyView
from tuigraph.wire.said import joined
from tuigraph.wire.views import Output


class GraphKeys(Part):
    """Shows the graph pane before it does something with it."""

    def __init__(self, screen: Openers, panes: PaneKeys, titles: PaneTitles) -> None:
        super().__init__(screen)
        self._panes = panes
        self._titles = titles

    @property
    def _pane(self) -> GraphPane:
        """The graph pane, brought to the front."""
        self._panes.action_show("graph")
        return self.screen.query_one(GraphPane)

    def reveal(self, name: str) -> None:
        """Show a node in the tree."""
        self._pane.reveal(name)

    def action_draw(self) -> None:
        """From the drawing to the tree, or back."""
        self._pane.turn()

    def action_next_graph(self) -> None:
        """Show another graph of the program, one after the other."""
        shown, others = self.screen.study.picture.graph_numbers
        if others:
            following = next((number for number in others if number > shown), others[0])
            self.screen.study.ask(ChooseGraph(str(following)))
        else:
            self.screen.tell(self.texts("one_graph"))

    def action_search(self) -> None:
        self._pane.start_search()

    def action_filter(self) -> None:
        self.screen.ask_filter(self._pane, lambda found: self._titles.add("graph", "filter", found))

    def action_origin(self) -> None:
        """Go to the node that a NaN or an Inf comes from."""
        self.screen.study.ask(ShowWhy("", origin=True))

    def show_origin(self, why: WhyView) -> None:
        """Go there, and say how it came about."""
        if why.problem:
            self.screen.tell(why.problem)
            return
        self.screen.query_one(OutputLog).write([Output("note", joined((*why.origin, ""), "\n"))])
        self.reveal(why.causes[0].name.partition(":")[0])
        self.screen.tell(self.texts("origin", what=why.equation))

    def action_gradient(self) -> None:
        """From a node to those that compute its gradient, and from one of these back."""
        name = self.screen.node_at_cursor()
        names = dict.fromkeys(info.name for info in self.screen.study.picture.graph.infos)
        forward = forward_of(name, names)
        backward = [] if forward else gradients_of(name, names)
        if forward:
            self.reveal(forward)
            self.screen.tell(self.texts("part_of_gradient", node=forward))
        elif backward:
            self.reveal(backward[0])
            self.screen.tell(self.texts("gradient_of", node=name, n=len(backward)))
        else:
            self.screen.tell(self.texts("no_gradient", node=name))

    def action_curves(self) -> None:
        from tuigraph.tui.screens.curves import CurvesScreen

        curve = self.screen.query_one(CurvePane)
        self.screen.app.push_screen(CurvesScreen(self.screen.title_text, curve, self.screen.study))

    def action_log_axis(self) -> None:
        self.screen.query_one(CurvePane).action_log_y()
