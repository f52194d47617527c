"""Examples of elementwise operations: arithmetic, divisions, functions of one number, special functions, complex
numbers.
"""

from __future__ import annotations

import numpy as np

from tests.engine.examples.example import Example, numbers, of

ANY = numbers(2, 3)
POSITIVE = numbers(2, 3, low=0.3, high=3.0)
UNIT = numbers(2, 3, low=-0.9, high=0.9)
ROW = numbers(3, seed=1, low=0.4, high=2.0)
COLUMN = numbers(2, 1, seed=2, low=0.4, high=2.0)
COMPLEX_CUBE = numbers(2, 3, 2) + 1j * numbers(2, 3, 2, seed=1)
COMPLEX = ANY + 1j * numbers(2, 3, seed=3)
NONE = {"fixed": (0,)}

UNARY = {
    "Abs": ANY,
    "Acos": UNIT,
    "Acosh": POSITIVE + 1,
    "Asin": UNIT,
    "Asinh": ANY,
    "Atan": ANY,
    "Atanh": UNIT,
    "Cos": ANY,
    "Cosh": ANY,
    "Digamma": POSITIVE,
    "Erf": ANY,
    "Erfc": ANY,
    "Exp": ANY,
    "Expm1": ANY,
    "Inv": POSITIVE,
    "Lgamma": POSITIVE,
    "Log": POSITIVE,
    "Log1p": POSITIVE,
    "Neg": ANY,
    "Reciprocal": POSITIVE,
    "Rsqrt": POSITIVE,
    "Sigmoid": ANY,
    "Sign": ANY,
    "Sin": ANY,
    "Sinh": ANY,
    "Sqrt": POSITIVE,
    "Square": ANY,
    "Tan": UNIT,
    "Tanh": ANY,
}
BINARY = (
    *(
        "Add",
        "AddV2",
        "Sub",
        "Mul",
        "RealDiv",
        "Div",
        "Maximum",
        "Minimum",
        "SquaredDifference",
        "FloorMod",
        "DivNoNan",
    ),
    *("MulNoNan", "Xdivy", "Xlogy", "Pow"),
)

EXAMPLES = {
    **{name: [of(value), of(value[0, 0])] for name, value in UNARY.items()},
    **{name: [of(ANY, **NONE)] for name in ("Ceil", "Floor", "Rint", "Round")},
    **{
        name: [of(POSITIVE, ROW + 0.05), of(COLUMN, POSITIVE), of(POSITIVE, POSITIVE + 0.2), of(1.3, ROW), of(1.3, 0.7)]
        for name in BINARY
    },
    **{name: [of(POSITIVE, ROW, fixed=(0, 1))] for name in ("FloorDiv", "TruncateDiv")},
    **{
        name: [of(numbers(2, 3, low=0.2, high=0.8), ANY)]
        for name in ("ReciprocalGrad", "SqrtGrad", "RsqrtGrad", "TanhGrad", "SigmoidGrad")
    },
    "Atan2": [of(ANY, POSITIVE)],
    "AddN": [of((ANY, POSITIVE, UNIT)), of((1.5, 2.5))],
    "AccumulateNV2": [of((ANY, POSITIVE), attrs={"shape": (2, 3)})],
    "Cast": [of(ANY, attrs={"DstT": "complex128"}), of([[1, 2]], attrs={"DstT": "float64"})],
    "Zeta": [of(POSITIVE + 1.5, POSITIVE, fixed=(0,)), of(2.5, ROW, fixed=(0,))],
    "Polygamma": [of([1.0, 2.0, 3.0], ROW, fixed=(0,))],
    "Igamma": [of(POSITIVE, ROW), of(POSITIVE * 3, POSITIVE * 4)],
    "Igammac": [of(POSITIVE, ROW)],
    "Betainc": [of(POSITIVE, POSITIVE + 0.5, numbers(2, 3, low=0.1, high=0.9), fixed=(0, 1))],
    **{inverse + name: [of(COMPLEX_CUBE)] for inverse in ("", "I") for name in ("FFT", "FFT2D", "FFT3D")},
    "Conj": [of(COMPLEX)],
    "Complex": [of(ANY, ROW, attrs={"Tout": "complex128"})],
    "Real": [of(COMPLEX, attrs={"Tout": "float64"})],
    "Imag": [of(COMPLEX, attrs={"Tout": "float64"})],
    "Angle": [of(COMPLEX, attrs={"Tout": "float64"})],
    "ComplexAbs": [of(COMPLEX, attrs={"Tout": "float64"})],
    "Less": [of(ANY, ROW)],
    "Equal": [of([[1, 2], [3, 4]], [1, 4])],
    "LogicalAnd": [of([[True], [False]], [True, False])],
    "LogicalNot": [of([True, False])],
    "BitwiseXor": [of([1, 2, 3], 2)],
    "Mod": [of([5, -5, 7], [3, 3, -4])],
    "TruncateMod": [of([5, -5, 7], [3, 3, -4])],
    "IsNan": [of([1.0, np.nan])],
    "ApproximateEqual": [of([1.0, 2.0], [1.0, 2.5])],
}
for name in (
    "Add",
    "Mul",
    "Sub",
    "RealDiv",
    "Neg",
    "Square",
    "Exp",
    "Log",
    "Sin",
    "Tanh",
    "Reciprocal",
    "Sqrt",
    "Rsqrt",
):
    operands = (COMPLEX, np.conj(COMPLEX) + 0.5) if name in ("Add", "Mul", "Sub", "RealDiv") else (COMPLEX,)
    EXAMPLES[name].append(Example(operands))
