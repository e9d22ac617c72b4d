"""Canned phrases: plain, open, never an answer put into somebody's mouth. Wording awaits clinical review."""

from __future__ import annotations

ALL = [
    {
        "key": "hello",
        "zh": "你好，我在。你写的我会先看完，慢慢说就好。",
        "en": "Hello, I'm here. I'll read what you wrote first. Take your time.",
    },
    {"key": "no_hurry", "zh": "不急着说，我在。", "en": "No hurry. I'm here."},
    {
        "key": "alone",
        "zh": "听起来这几天你一直一个人扛着。",
        "en": "It sounds as if you have been carrying this alone for days.",
    },
    {"key": "hardest", "zh": "这几天最难的是什么时候？", "en": "When was it hardest these last days?"},
    {
        "key": "suicide",
        "zh": "很难的时候，有些人会想到死。你有想过自杀吗？",
        "en": "When things are very hard, some people think of dying. Have you thought about suicide?",
    },
    {
        "key": "two_weeks",
        "zh": "最近两周里，有没有想过怎么做，或者做过什么伤害自己的事？",
        "en": "In the last two weeks, have you thought about how, or done anything to hurt yourself?",
    },
    {
        "key": "alone_now",
        "zh": "你现在身边有人吗？你在什么地方？",
        "en": "Is anybody with you now? Where are you?",
    },
    {
        "key": "means",
        "zh": "可以先把它放到你够不着的地方吗？我等你。",
        "en": "Could you put it somewhere out of your reach first? I'll wait.",
    },
    {
        "key": "colleague",
        "zh": "我想请一位同事和我一起，这样能更好地帮到你。",
        "en": "I'd like to ask a colleague to join me, so that we can help you better.",
    },
    {"key": "thanks", "zh": "谢谢你愿意告诉我。", "en": "Thank you for telling me."},
]
