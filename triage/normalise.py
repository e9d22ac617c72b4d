"""Brings what was typed to one form, and remembers where each character came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ufe0e\ufe0f]")
BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])[\s.*_\-·~|/]{1,3}(?=[\u4e00-\u9fff])")
TRADITIONAL = str.maketrans(
    "殺樓藥遺書們個這說沒還開來過兩頂電裡後會讓認識樣對時間結斷臺繩買準備爾嗎麼寫給話聲罵數長髮為與"
    "攢夠農邊庫鐵軌欄氣點敵潔廁馬現燒臥別聯係謝東錢碼腦帶進強脅媽繼鎖圓煙燙輕尋見鯊覺遠棟橋劃終餓煩熱凍嚇愛學從無義鬆誰屜規業畢親傷壞總該離顆頭難",
    "杀楼药遗书们个这说没还开来过两顶电里后会让认识样对时间结断台绳买准备尔吗么写给话声骂数长发为与"
    "攒够农边库铁轨栏气点敌洁厕马现烧卧别联系谢东钱码脑带进强胁妈继锁圆烟烫轻寻见鲨觉远栋桥划终饿烦热冻吓爱学从无义松谁屉规业毕亲伤坏总该离颗头难",
)


@dataclass(frozen=True, slots=True)
class Normal:
    """`text` after folding; `origin[i]` is the index in the typed text that character i came from."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in what was typed."""
        return self.origin[start], self.origin[end - 1] + 1


def normalise(typed: str) -> Normal:
    """NFKC, lower case, simplified; invisible characters and separators inside Chinese words are dropped."""
    dropped = {i for match in INVISIBLE.finditer(typed) for i in range(*match.span())}
    # Commas and full stops stay: they bound clauses. Only what splits a word goes.
    dropped |= {i for match in BETWEEN.finditer(typed) for i in range(*match.span())}
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(typed):
        if index in dropped:
            continue
        for folded in unicodedata.normalize("NFKC", character).lower().translate(TRADITIONAL):
            characters.append(folded)
            origin.append(index)
    return Normal("".join(characters), tuple(origin))
