"""One message, or a few short ones, to a level: what must be heard, and what must not alarm."""

from __future__ import annotations

import pytest

from triage.verdict import Said, Verdict
from triage.weigh import floor, weigh

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
    ("我爸又打我，我躲在厕所", 2, 4),
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
    "想紫砂",
    "想自S",
    "我想zisha",
    "不 想 活 了",
    "不想hl了",
    "想跳lou",
    "又割wan了",
    "想kms",
    "想unalive",
    "我想亖",
    "ＫＩＬＬ ＭＹＳＥＬＦ",
    "i want to k i l l myself",
    "WANNA DIE",
]


def read(text: str, *before: str) -> Verdict:
    """`before`: the student's own earlier messages, or with "问：" what the counsellor asked."""
    said = [Said(b[2:], "counsellor") if b.startswith("问：") else Said(b, "student") for b in before]
    return weigh(text, said)


@pytest.mark.parametrize("words", EVERYDAY.split())
def test_everyday_speech_that_only_looks_like_risk_does_not_alarm(words: str) -> None:
    assert read(words).level < 2


@pytest.mark.parametrize(("words", "least", "most"), VECTORS)
def test_a_sentence_is_weighed_between_its_bounds(words: str, least: int, most: int) -> None:
    assert least <= read(words).level <= most


# ---- stance ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", DENIED)
def test_what_is_denied_is_told_as_denied_and_calls_nobody(words: str) -> None:
    verdict = read(words)
    assert verdict.level <= 1
    assert verdict.polarity == "negated"
    assert any("negated" in reason.modifiers for reason in verdict.reasons)


@pytest.mark.parametrize("words", TWICE_DENIED)
def test_what_is_denied_twice_is_said(words: str) -> None:
    assert read(words).level >= 2


def test_a_denial_speaks_for_its_own_clause_only() -> None:
    assert read("我没有骗你，我想自杀").level >= 2


@pytest.mark.parametrize("words", ["我没有在开玩笑，药都攒够了", "不是的，我已经吃了一瓶安眠药"])
def test_what_is_under_way_is_never_denied_away(words: str) -> None:
    assert read(words).level >= 3


def test_what_is_past_and_over_is_history_and_what_goes_on_is_not() -> None:
    over = read("初三那年有过自残，现在早就不会了")
    assert (over.level, over.polarity) == (1, "past")
    assert read("初三开始自残，最近又割了").level >= 2


def test_another_person_keeps_the_level_and_changes_whom_it_is_about() -> None:
    for words in ("我姐说她不想活了，我该怎么劝她", "my friend says she wants to kill herself"):
        verdict = read(words)
        assert (verdict.level, verdict.subject) == (2, "other")
        assert "someone_else" in verdict.flags


@pytest.mark.parametrize("words", ["我跟妈妈说了我想死", "他们骂得我想死", "我室友很好，是我不想活了"])
def test_naming_others_does_not_hide_that_the_student_speaks_of_themselves(words: str) -> None:
    verdict = read(words)
    assert (verdict.level, verdict.subject) == (2, "self")


def test_whom_the_words_are_about_and_how_fast_to_act_are_two_axes() -> None:
    verdict = read("我爸又打我，我躲在厕所")
    assert {"protect", "guardian_suspected"} <= set(verdict.flags)
    assert "school_suspected" not in verdict.flags
    for words in ("班主任摸我，我不敢说", "我被教练打了"):
        assert "school_suspected" in read(words).flags
        assert "guardian_suspected" not in read(words).flags
    assert not {"school_suspected", "guardian_suspected"} & set(read("他们天天堵我厕所，老师不知道").flags)


# ---- the window --------------------------------------------------------------------------------------------------


def test_a_yes_to_the_lines_own_question_is_heard_as_what_was_asked() -> None:
    for answer in ("嗯", "有", "想过", "嗯，想过", "偶尔吧"):
        verdict = read(answer, "问：你有没有想过结束生命？")
        assert verdict.level == 2
        assert verdict.reasons[0].modifiers == ("answered",)
    assert read("有", "问：你想过具体用什么方法吗？").level == 3
    assert read("没有", "问：你有没有想过结束生命？").level == 1
    assert read("嗯", "问：吃晚饭了吗？").level == 0


def test_a_sentence_split_over_messages_is_read_as_one() -> None:
    assert read("我想", "在吗").level == 0
    whole = read("下去", "在吗", "我想", "跳")
    assert whole.level >= 3
    split = [reason for reason in whole.reasons if "split" in reason.modifiers]
    assert split
    assert all(0 <= reason.start < reason.end <= len("下去") for reason in split)


def test_a_long_message_between_ends_the_sentence() -> None:
    assert read("下去", "我想", "跳", "刚才是说体育课的那个跳箱我一直不敢").level < 3


def test_a_disclosure_taken_back_still_counts_and_says_so() -> None:
    for words in ("开玩笑的啦", "当我没说", "没事了，突然很平静", "谢谢你"):
        verdict = read(words, "药都攒够了，今晚就吃")
        assert verdict.level >= 3
        assert any("said_earlier" in reason.modifiers for reason in verdict.reasons if reason.level >= 3)


def test_means_named_before_and_a_time_named_now_weigh_together() -> None:
    assert read("药我都攒够了").level == 3
    assert read("就今晚吧", "药我都攒够了").level == 4
    assert read("就今晚吧", "作业太多了").level == 0


def test_a_game_being_talked_about_is_no_danger_and_the_real_part_wins() -> None:
    assert read("又死了，跳下去就死", "我们在打王者", "队友太坑").level < 2
    assert read("游戏也不想玩了，我真的想死", "我们在打王者").level >= 2


# ---- reasons -----------------------------------------------------------------------------------------------------


def test_the_highest_of_several_wins_and_each_is_shown() -> None:
    verdict = read("我不想活了，药都攒够了")
    assert verdict.level == 3
    assert {reason.level for reason in verdict.reasons} >= {2, 3}


def test_every_verdict_names_the_lexicon_it_was_made_with() -> None:
    assert read("你好").lexicon.startswith("20")


def test_the_floor_holds_what_rules_name_when_the_rest_is_left_out() -> None:
    assert floor("药都攒够了") == 3
    assert floor("你好") == 0
