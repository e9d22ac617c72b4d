"""One message, or a few short ones, to a level: what must be heard, and what must not alarm."""

from __future__ import annotations

import pytest

from triage.lexicon import load
from triage.weigh import Weight, weigh

LEXICON = load()

EVERYDAY = """
笑死我了 笑不活了 想死你了 想死我了 累死了 困死 饿死了 热死 冻死 吓死宝宝了 气死我了 烦死了 急死人 丢死人
社死 尴尬死 美死了 爱死了 好吃到哭 撑死 渴死 忙死 贵死了 该死的作业 死党 死磕 死记硬背 死机
死角 卡死 锁死这对CP 杀时间 杀毒 杀青 剧本杀 狼人杀 三国杀 秒杀 绝杀 跳楼价 跳楼机 跳楼大甩卖
上吊针 挂科 挂机 游戏里我又死了 自杀式袭击 自刀 送人头 割韭菜 割草 开刀 解脱了 终于解脱了 重开一局 最后一次考试
最后一次晚自习 再见 下线了 拜拜明天见 吃药了 药到了 玩消失 要命 拼命 玩命学 命都给你 血亏 血槽空了 吐血推荐
紫砂壶 紫砂锅 重开 上岸 鼠标 老鼠 似乎 相似 自残式加班 死线 deadline
"""

VECTORS = [
    # words, at least, at most
    ("今天数学考砸了,笑死我了", 0, 0),
    ("排队排得累死了，想死你们了，周五见", 0, 0),
    ("作业写不完了我要死了啊啊啊", 0, 1),
    ("终于考完了，解脱了！", 0, 0),
    ("吃了感冒药有点困", 0, 0),
    ("妈我在楼顶收衣服", 0, 1),
    ("这款紫砂壶真好看", 0, 0),
    ("这局重开吧", 0, 0),
    ("这是最后一次晚自习，好舍不得", 0, 0),
    ("老师让写一篇关于自杀预防的作文", 0, 1),
    ("xs，你太好玩了", 0, 0),
    ("this deadline is killing me lol", 0, 0),
    ("累死了但是真的不想活了", 2, 3),
    ("只有解脱了才不痛", 2, 3),
    ("我不想死，我只是不想活了", 2, 3),
    ("不敢死，怕疼", 2, 2),
    ("要不是舍不得猫早就走了", 2, 3),
    ("想紫砂", 2, 3),
    ("不想🔥了", 2, 3),
    ("想4", 1, 3),
    ("今晚宿舍没人，正好", 2, 3),
    ("人生能不能重开，这号练废了", 1, 2),
    ("昨晚又没忍住，划了十几下", 2, 3),
    ("隔壁班那个走了，我也想跟她一起", 2, 3),
    ("我爸又打我，我躲在厕所", 0, 2),
    ("i'm gonna kms if i fail lol", 1, 2),
    ("不想hl了，zs会疼吗", 3, 3),
    ("药都攒够了", 3, 3),
    ("遗书写好了，密码都写在本子上", 3, 3),
    ('室友发朋友圈说"来生再见"，电话不接', 3, 4),
    ("这是我最后一次打扰你们了，谢谢", 3, 3),
    ("我好得很，都想通了，东西送给你们", 3, 3),
    ("看网上说喝百草枯会后悔，我家有", 3, 4),
    ("声音让我去死，一直说", 3, 4),
    ("我已经吃了一瓶，现在有点困", 4, 4),
    ("我在楼顶，风好大，不想下去了", 4, 4),
    ("今晚我就从这里跳下去", 4, 4),
    ("I took the whole bottle", 4, 4),
]

DENIED = ["我没有想自杀，你别报告", "我没想过轻生", "我不会自杀的", "I'm not suicidal", "I don't want to die"]
TWICE_DENIED = ["我没说我不想死", "我不是不想死", "可是我不可能不想死", "我不是不想自杀"]

EVASIONS = [
    "想自 杀",
    "想自.杀",
    "想自*杀",
    "想自\u200b杀",
    "想自\u2060殺",
    "我想自殺",
    "想自鲨",
    "想自S",
    "不 想 活 了",
    "不想hl了",
    "想跳lou",
    "又割wan了",
    "想kms",
    "ＫＩＬＬ ＭＹＳＥＬＦ",
    "WANNA DIE",
]


def read(text: str, *before: str) -> Weight:
    return weigh(LEXICON, text, before)


@pytest.mark.parametrize("words", EVERYDAY.split())
def test_everyday_speech_that_only_looks_like_risk_does_not_alarm(words: str) -> None:
    assert read(words).level < 2


@pytest.mark.parametrize(("words", "least", "most"), VECTORS)
def test_a_sentence_is_weighed_between_its_bounds(words: str, least: int, most: int) -> None:
    assert least <= read(words).level <= most


@pytest.mark.parametrize("words", DENIED)
def test_what_is_denied_raises_nothing(words: str) -> None:
    assert read(words).level == 0


@pytest.mark.parametrize("words", TWICE_DENIED)
def test_what_is_denied_twice_is_said(words: str) -> None:
    assert read(words).level >= 2


def test_a_denial_speaks_for_its_own_clause_only() -> None:
    assert read("我没有骗你，我想自杀").level >= 2


@pytest.mark.parametrize("words", ["我没有在开玩笑，药都攒够了", "不是的，我已经吃了一瓶"])
def test_a_plan_or_an_attempt_is_never_denied_away(words: str) -> None:
    assert read(words).level >= 3


@pytest.mark.parametrize("words", EVASIONS)
def test_hidden_words_weigh_as_much_as_plain_ones(words: str) -> None:
    assert read(words).level >= 2


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("遺書寫好了", "遗书写好了"),
        ("藥都攢夠了", "药都攒够了"),
        ("我在天臺上", "我在天台上"),
        ("我想跳樓", "我想跳楼"),
    ],
)
def test_traditional_characters_weigh_as_much_as_simplified_ones(typed: str, plain: str) -> None:
    assert read(typed).level == read(plain).level >= 3


def test_a_sentence_split_over_messages_is_read_as_one() -> None:
    assert read("跳", "在吗", "我想").level < 3
    whole = read("下去", "在吗", "我想", "跳")
    assert whole.level >= 3
    assert all(0 <= hint.start < hint.end <= len("下去") for hint in whole.hints)


def test_what_was_said_before_is_not_found_again_in_a_later_message() -> None:
    assert read("嗯", "不想活了").level == 0


def test_a_long_message_between_ends_the_sentence() -> None:
    assert read("下去", "我想", "跳", "刚才是说体育课的那个跳箱我一直不敢").level < 3


def test_the_highest_of_several_wins_and_each_is_shown() -> None:
    weight = read("我不想活了，药都攒够了")
    assert weight.level == 3
    assert {hint.level for hint in weight.hints} >= {2, 3}
