"""TensorFlow's random draws, compared with numbers recorded from TensorFlow 1.15.5 (glibc 2.36)."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuigraph.engine import philox
from tuigraph.engine.philox import Stream

# One operation run three times in a session, for 13, then 3, then 1000 outputs: all 13, all 3, and the outputs
# numbered 3, 500, 997 and 999.  Integers are of [-3, 2^31 - 1) and [-2^63, 2^62).
PICKED = [3, 500, 997, 999]
RECORDED = [
    (
        "uniform",
        "float16",
        (42, 7),
        "0.793 0.1992 0.552 0.206 0.3125 0.3965 0.2354 0.05566 0.1074 0.7 0.2344 0.958 0.713 0.4922 0.3662 0.461 "
        "0.7617 0.991 0.2979 0.509",
    ),
    (
        "uniform",
        "float32",
        (0, 1),
        "0.5397302 0.1049397 0.20118177 0.94109917 0.97627616 0.55853045 0.8035073 0.79343414 0.95372236 "
        "0.59171915 0.91674185 0.4252205 0.815874 0.03570175 0.6591978 0.21553302 0.9520894 0.5155009 0.8504858 "
        "0.19183719",
    ),
    (
        "uniform",
        "float32",
        (42, 7),
        "0.8627677 0.6567626 0.99054587 0.9031013 0.7336807 0.12016559 0.6091596 0.11597359 0.85145354 0.005212426 "
        "0.20547295 0.012812257 0.71712804 0.9082632 0.46440017 0.6807203 0.026948452 0.7452382 0.47708714 "
        "0.96698105",
    ),
    (
        "uniform",
        "float32",
        (1099511627779, -5),
        "0.4306656 0.6565132 0.6594732 0.58753943 0.2072022 0.41906285 0.65419066 0.0010430813 0.569903 0.06525195 "
        "0.31918395 0.5661274 0.47935236 0.98577726 0.0318377 0.30896723 0.49001706 0.3056904 0.16799235 0.4439298",
    ),
    (
        "uniform",
        "float64",
        (42, 7),
        "0.9021424253597159 0.9243672693206022 0.8694461586329445 0.8732768765016898 0.8116292357541852 "
        "0.6437843553960552 0.7370247776101149 0.48963354842020435 0.95022694349127 0.7450721991637763 "
        "0.6168727080294842 0.5948795549422028 0.20966858543645728 0.2661056992866102 0.44576286375181673 "
        "0.5125574258111167 0.7932128842710073 0.6485891100302528 0.2546202761282388 0.1937782169608182",
    ),
    (
        "integers",
        "int32",
        (0, 1),
        "71636444 1888317093 253345872 66614763 1249703577 1506246120 2120669521 1835372349 1174016910 1045151087 "
        "896882633 699821467 577269388 730108379 341074067 731616915 326753806 180485098 1156373685 1310232090",
    ),
    (
        "integers",
        "int32",
        (42, 7),
        "1743679273 1700008135 1820248626 1433639120 1709041979 1611620755 265156844 747558966 619510891 "
        "1879091912 1461341421 1392616400 341560021 1257521651 213610868 995566035 344158983 761226226 1681723692 "
        "1467729412",
    ),
    (
        "integers",
        "int32",
        (1099511627779, -5),
        "968302600 2035550363 542402971 1825256569 555386261 1555407831 366197890 301998635 625537682 1376279080 "
        "170449664 1372092122 339565414 1526607342 1644434237 1646758968 1916713180 505880792 1234534595 775475884",
    ),
    (
        "integers",
        "int64",
        (0, 1),
        "-5724797872675416607 286108250243973203 -7365780205283248482 -1340507806911506092 4488889762840187795 "
        "3005710336175462348 2306865392396037775 -5493425769097860408 -4798176037515365584 -6042329027573424704 "
        "-3396769972994812733 -5413790083903245738 -7124582430010126051 1464901987631141344 -638266293033920874 "
        "807377154550921248 -5885786652646973475 -5820505604422763709 -4033309961005190758 -6026327707577958676",
    ),
    (
        "integers",
        "int64",
        (42, 7),
        "-6533578689304694996 -3065938887483405771 -2301513583833519808 -6012630710755657487 -5764419724969706386 "
        "-7853816138472731408 -125303125751117094 -4839166390599953015 -6133573724477115359 -7815694429228110896 "
        "-6148397115962171723 -1398206470930463584 -984269958641657139 -8305920328434695688 -4784690188480208424 "
        "-1561935301599284369 -4734590107757268737 -5079512375078788962 3886017747953652460 -5762248055926351433",
    ),
    (
        "integers",
        "int64",
        (1099511627779, -5),
        "-5092435792245612531 -5995640762600756834 -2542946255179709030 -7926297762842035067 -7923984394412821867 "
        "-3330281230562698491 -2269162177837573269 -6602936654292402996 -2432739934259567672 -2029662714759599047 "
        "-7379903823298825728 -1715309595187834246 -6713232557925007459 -6772266761795523085 2914816663447112765 "
        "1698180385153623077 -8470701395336741619 -7351306397125751363 -6118794674046302649 -1066190431509786278",
    ),
    (
        "normal",
        "float16",
        (42, 7),
        "-0.4526 -0.3003 -0.07886 0.11304 0.5396 0.573 0.663 0.7427 0.01857 0.567 0.1431 1.773 -0.1131 0.0973 "
        "-0.4277 0.831 2.719 -0.5723 -2.566 0.6577",
    ),
    (
        "normal",
        "float32",
        (0, 1),
        "0.6803454 0.87778246 -0.64773595 1.6695901 -0.078783795 -0.2044815 -0.6369869 0.17828502 -0.16774668 "
        "-0.2581209 0.18878269 -0.37177926 0.11314421 -2.1727908 -1.3943068 1.7108142 0.9868469 0.024497418 "
        "0.38380077 0.18907964",
    ),
    (
        "normal",
        "float32",
        (42, 7),
        "-0.45274156 -0.30040753 -0.07882862 0.11306749 0.5393324 0.57313454 0.6630019 0.74281794 0.018570093 "
        "0.566812 0.14305897 1.7732501 -0.11307285 0.09730843 -0.42775366 0.83094704 2.7193499 -0.57227147 "
        "-2.5665839 0.65772444",
    ),
    (
        "normal",
        "float32",
        (1099511627779, -5),
        "-1.0804524 -0.71935326 -0.47696462 -0.7779028 0.8639133 -1.5497658 0.006037752 0.92123634 0.4227001 "
        "0.97257537 -0.61001253 -1.3827003 0.13759911 0.033634212 0.16588685 -0.88196194 -0.51025313 -1.5138339 "
        "0.47417155 -0.9806412",
    ),
    (
        "normal",
        "float64",
        (42, 7),
        "-0.20764251101661857 0.40354718604348067 -0.37805809073269625 0.3699592121764591 -0.5074662822323086 "
        "-0.39987656973005276 0.05084672681338989 -0.7795397013516534 -0.31939163002279974 -0.00989225625023453 "
        "-0.551882872596545 -0.8133944082944139 0.20681624071550692 0.5438438235228508 -1.5336092274097608 "
        "0.6103518667421901 0.24914097455076475 -0.7542485283261372 -0.0021854963741887662 0.45192667968318073",
    ),
    (
        "truncated_normal",
        "float16",
        (42, 7),
        "-0.4526 -0.3003 -0.07886 0.11304 -1.465 1.075 0.951 0.4014 1.059 0.661 0.7285 -0.5547 -0.5044 0.0973 "
        "-0.4277 0.831 -0.658 0.768 0.1865 0.7666",
    ),
    (
        "truncated_normal",
        "float32",
        (0, 1),
        "0.6803454 0.87778246 -0.64773595 1.6695901 -0.9663005 0.54642975 -0.69999856 0.76298857 1.0154994 "
        "-0.80780804 -0.15540107 -1.148535 -1.2160727 -1.3943068 1.7108142 -0.37735486 0.9868469 0.2867896 "
        "0.004123131 -0.618995",
    ),
    (
        "truncated_normal",
        "float32",
        (42, 7),
        "-0.45274156 -0.30040753 -0.07882862 0.11306749 -1.4650041 1.0752621 0.9512688 0.40139708 1.0589501 "
        "0.6612831 0.72839135 -0.5546726 -0.5042276 0.09730843 -0.42775366 0.83094704 -0.6581564 0.7682017 "
        "0.18651286 0.76658344",
    ),
    (
        "truncated_normal",
        "float32",
        (1099511627779, -5),
        "-1.0804524 -0.71935326 -0.47696462 -0.7779028 -0.79615456 -0.5851412 0.9151822 -1.0635121 0.15560457 "
        "-1.1511043 0.7021253 -1.679323 -0.6188302 0.033634212 0.16588685 -0.88196194 -0.51025313 -0.8421904 "
        "0.8267225 0.4980292",
    ),
    (
        "truncated_normal",
        "float64",
        (42, 7),
        "-0.20764251101661857 0.40354718604348067 -1.2929919425062262 -0.11919838962386561 -1.052260730714152 "
        "-0.38138120630609396 -0.5641265806164952 0.20564764344797834 0.8933192721528138 -0.06221802468001096 "
        "-0.1341600019759391 -0.7189051741184391 0.36975772851298927 0.5438438235228508 -1.5336092274097608 "
        "-1.2448464367698655 1.5521006755778366 0.14546469737183482 0.6716165673794908 1.4894512534932614",
    ),
]

RANGES = {"int32": (-3, 2**31 - 1), "int64": (-(2**63), 2**62)}


def draw(name: Any, stream: Any, count: Any, dtype: Any) -> Any:
    if name == "integers":
        return philox.integers(stream, count, *RANGES[dtype], dtype)
    return getattr(philox, name)(stream, count, dtype)


@pytest.mark.parametrize(("name", "dtype", "seeds", "numbers"), RECORDED)
def test_draws_are_tensorflows_to_the_bit_over_successive_runs(name: Any, dtype: Any, seeds: Any, numbers: Any) -> None:
    expected = np.array([int(n) if "int" in dtype else float(n) for n in numbers.split()]).astype(dtype)
    first, stream = draw(name, philox.stream(*seeds), 13, dtype)
    second, stream = draw(name, stream, 3, dtype)
    third, _ = draw(name, stream, 1000, dtype)
    drawn = np.concatenate([first, second, third[PICKED]])
    assert drawn.dtype == expected.dtype
    # float64 normals call the C library of the machine: another one than glibc may round otherwise.
    tolerance = 4e-16 if dtype == "float64" and "normal" in name else 0
    np.testing.assert_allclose(drawn, expected, rtol=tolerance, atol=0)


@pytest.mark.parametrize("name", ["uniform", "integers", "normal", "truncated_normal"])
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("count", [0, *range(1, 14), 70_000])
def test_a_shorter_draw_is_the_beginning_of_a_longer_one(name: str, wide: bool, count: Any) -> None:
    dtype = {"integers": ("int32", "int64")}.get(name, ("float32", "float64"))[wide]
    values, after = draw(name, Stream(3, 4), count, dtype)
    longer, _ = draw(name, Stream(3, 4), count + 5, dtype)
    assert values.shape == (count,)
    assert values.tolist() == longer[:count].tolist()
    assert after == Stream(3, 4, 256 * count)


def test_a_stream_is_not_changed_by_drawing() -> None:
    start = Stream(5, 6, 7)
    once, _ = philox.uniform(start, 8, np.float32)
    again, _ = philox.uniform(start, 8, np.float32)
    assert start == Stream(5, 6, 7)
    assert once.tolist() == again.tolist()


@given(seed=st.integers(-(2**63), 2**63 - 1), seed2=st.integers(-(2**63), 2**63 - 1), position=st.integers(0, 2**40))
def test_any_position_can_be_reached_at_once(seed: Any, seed2: Any, position: Any) -> None:
    far, _ = philox.uniform(Stream(seed, seed2, position + 2), 4, np.float32)
    near, _ = philox.uniform(Stream(seed, seed2, position), 12, np.float32)
    assert far.tolist() == near[8:].tolist()


def test_the_counter_carries_into_its_second_word() -> None:
    words, _ = philox.uniform(Stream(1, 2, 2**32 - 1), 8, np.float64)
    after, _ = philox.uniform(Stream(1, 2, 2**32), 6, np.float64)
    before, _ = philox.uniform(Stream(1, 2, 0), 6, np.float64)
    assert words[2:].tolist() == after.tolist() != before.tolist()


def test_known_answers_of_the_authors_of_philox() -> None:
    # Random123's kat_vectors for philox4x32-10: counter and key of zeros, of ones, of digits of pi.
    full = 2**64 - 1
    for stream, words in [
        (Stream(0, 0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        (Stream(full, full, full), "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (Stream(0x299F31D0A4093822, 0x0370734413198A2E, 0x85A308D3243F6A88), "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ]:
        bits = [int(word, 16) for word in words.split()]
        values, _ = philox.uniform(stream, 4, np.float32)
        assert (values * 2**23).astype(int).tolist() == [word & 0x7FFFFF for word in bits]


def test_seeds_of_zero_are_drawn_from_the_system() -> None:
    assert philox.stream(0, 0) != philox.stream(0, 0)
    assert philox.stream(0, 1) == Stream(0, 1)


def test_float32_logarithm_sine_and_cosine_are_within_a_unit_in_the_last_place() -> None:
    uniforms = philox._unit_floats(np.arange(0, 2**23, 97, dtype=np.uint32))
    angle = (2 * math.pi * uniforms).astype(np.float32)
    positive = np.maximum(uniforms, np.float32(1e-7))
    for value, exact in [
        (philox._log(positive), np.log(positive.astype(float))),
        (philox._sin_cos(angle)[0], np.sin(angle.astype(float))),
        (philox._sin_cos(angle)[1], np.cos(angle.astype(float))),
    ]:
        assert (np.abs(value - exact) <= 0.9 * np.spacing(np.abs(exact).astype(np.float32))).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_moments_of_many_normals(dtype: str) -> None:
    normals, _ = philox.normal(Stream(1, 2), 200_000, dtype)
    truncated, _ = philox.truncated_normal(Stream(1, 2), 200_000, dtype)
    assert abs(normals.mean()) < 0.01
    assert abs(normals.std() - 1) < 0.01
    assert abs(truncated).max() < 2
    assert abs(truncated.std() - 0.8796) < 0.01


@pytest.mark.parametrize(
    ("seeds", "orders"),
    [
        ((0, 1), [[7, 2, 5, 8, 3, 4, 6, 0, 9, 1], [0], [1, 0], [2, 9, 0, 8, 7, 3, 5, 1, 4, 6]]),
        ((42, 7), [[6, 0, 7, 3, 4, 8, 2, 1, 5, 9], [0], [0, 1], [5, 3, 2, 1, 9, 7, 6, 8, 4, 0]]),
        ((2**40 + 3, -5), [[3, 4, 8, 6, 1, 9, 7, 5, 0, 2], [0], [1, 0], [8, 2, 3, 4, 0, 5, 1, 9, 7, 6]]),
    ],
)
def test_shuffles_are_tensorflows(seeds: Any, orders: Any) -> None:
    stream = philox.stream(*seeds)
    for order in orders:
        drawn, stream = philox.permutation(stream, len(order))
        assert drawn.tolist() == order


@given(st.integers(0, 50), st.integers(0, 2**31))
def test_a_shuffle_is_a_permutation(count: Any, seed: Any) -> None:
    order, after = philox.permutation(Stream(seed, 1), count)
    assert sorted(order.tolist()) == list(range(count))
    assert after.position == (max(count - 1, 0) + 3) // 4


@pytest.mark.parametrize(
    ("seeds", "six", "three"),
    [
        ((0, 1), [[1, 2, 2, 2, 2, 1], [0, 0, 1, 0, 2, 0], [1] * 6, [2] * 6], [[2, 2, 2], [0, 2, 1], [1] * 3, [2] * 3]),
        ((42, 7), [[2] * 6, [1, 0, 2, 1, 0, 0], [1] * 6, [2] * 6], [[2] * 3, [0, 0, 0], [1] * 3, [2] * 3]),
    ],
)
def test_categories_are_tensorflows(seeds: Any, six: Any, three: Any) -> None:
    infinite = math.inf
    logits = np.array([[0, 1, 2], [-7, -9, -8], [infinite, 1, -infinite], [math.nan, -infinite, 0]], np.float32)
    first, stream = philox.multinomial(philox.stream(*seeds), logits, 6)
    second, _ = philox.multinomial(stream, logits, 3)
    assert first.tolist() == six
    assert second.tolist() == three


def test_without_a_finite_logit_the_category_is_one_too_many_as_in_tensorflow() -> None:
    drawn, _ = philox.multinomial(Stream(1, 1), np.array([[math.inf, -math.inf]]), 3)
    assert drawn.tolist() == [[2, 2, 2]]
