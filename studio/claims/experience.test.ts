import { expect, test } from "vitest";
import { findExperienceClaims } from "./experience.ts";

const claimed = [
  "I used it for three weeks and the difference is obvious.",
  "I've been drinking this since March.",
  "I have never slept better.",
  "I swapped my old one for this.",
  "I was sceptical at first.",
  "I didn't expect it to work.",
  "Swapped mine out last spring.",
  "Honestly, tried it twice and ordered more.",
  "Bought two for the kitchen.",
  "Been using it every day.",
  "Never going back to instant.",
  "Haven't touched the old pan since.",
  "Week two and counting.",
  "Day 30: still going.",
  "Three weeks in, the lines are gone.",
  "After two weeks of using it, the smell is gone.",
  "Two months later, it still looks new.",
  "My shelf has no room for any other.",
  "My skin is calmer.",
  "Ask my sister how hers turned out.",
  "A friend of mine cannot stop talking about it.",
  "Everyone I know has one.",
  "This changed my life.",
  "It saved me an hour every morning.",
  "I drink it every morning.",
  "Every night I reach for this one.",
  "I can't live without it.",
  "I'm obsessed.",
  "As a mum of two, mornings are chaos.",
  "I'm a busy nurse, so it has to be quick.",
  "As someone who never sleeps, listen.",
  "We switched last year.",
  "It keeps me going until lunch.",
  "Mine still looks new.",
];

const free = [
  "Is your coffee in a hurry?",
  "I'd start with the light roast.",
  "If you ask me, slow is better.",
  "My opinion: buy whole beans.",
  "I think a short ingredient list is a good sign.",
  "Let me show you how it works.",
  "Trust me on the water temperature.",
  "Roasted in Tromsø on Tuesdays.",
  "Tested at two hundred degrees.",
  "Made from one piece of oak.",
  "Used by cafés in Oslo.",
  "Most people blame the beans.",
  "It ships two days after roasting.",
  "Brews in four minutes.",
  "You get twelve cups from one bag.",
  "Your mornings are yours.",
  "Keep it in the fridge for five days.",
  "Three things to know before you buy.",
  "I have one question for you.",
  "I said it was short.",
  "Riveting, I know. And yet.",
  "Short description. I approve.",
  "If you don't know, I'm talking to you.",
  "It costs €16.50. I've nothing to add.",
  "Tell me why that is normal.",
  "It comes in one bag, ready to grind.",
  "Here is what I like: it says what is in it.",
  "Day to day, that is one less thing to think about.",
];

test.each(claimed)("%s: claims an experience", (sentence) => {
  expect(findExperienceClaims(sentence)).toMatchObject([{ sentence }]);
});

test.each(free)("%s: claims none", (sentence) => {
  expect(findExperienceClaims(sentence)).toEqual([]);
});

test("each claiming sentence of a text is named, and only those", () => {
  const text = "Roasted in Tromsø. I’ve tried it for weeks. It is sweet — my kids agree.";
  expect(findExperienceClaims(text).map((claim) => claim.sentence)).toEqual([
    "I’ve tried it for weeks.",
    "It is sweet — my kids agree.",
  ]);
});
