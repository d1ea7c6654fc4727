/**
 * The page's script. Its source is sent inside the page (`startFeed.toString()`), so that it may use nothing from
 * outside its own braces but the browser. Everything that it does has a plain form or link underneath.
 */
export function startFeed(): void {
  const viewAfterMs = 2000;
  const reportEveryMs = 5000;
  const tickMs = 250;

  const feed = document.querySelector<HTMLElement>("[data-feed]");
  const toast = document.querySelector<HTMLElement>("[data-toast]");
  if (!feed) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const watched = new Map<string, { ms: number; reported: number }>();
  let current: HTMLElement | undefined;
  let muted = true;
  // Until the visitor says, captions are shown as text where they are not drawn into the picture already.
  let captions: boolean | undefined;
  let toastTimer = 0;

  document.documentElement.classList.add("live");

  const cards = () => [...feed.querySelectorAll<HTMLElement>(".card")];
  const videoOf = (card: HTMLElement) => card.querySelector("video") as HTMLVideoElement;

  function say(words: string): void {
    if (!toast) return;
    toast.textContent = words;
    toast.classList.add("on");
    clearTimeout(toastTimer);
    toastTimer = window.setTimeout(() => toast.classList.remove("on"), 2400);
  }

  // Playing: the video in view, and only that one.

  async function play(card: HTMLElement): Promise<void> {
    const video = videoOf(card);
    video.muted = muted;
    try {
      await video.play();
    } catch {
      if (video.muted) {
        card.classList.add("paused");
        return;
      }
      // Sound without a tap is refused by browsers: the video goes on in silence.
      setMuted(true);
      await video.play().catch(() => card.classList.add("paused"));
    }
  }

  function enter(card: HTMLElement): void {
    if (current === card) return;
    const before = current;
    current = card;
    if (before) {
      report(before);
      videoOf(before).pause();
    }
    const next = card.nextElementSibling?.querySelector("video");
    if (next) next.preload = "auto";
    if (!calm.matches) play(card);
  }

  function toggle(card: HTMLElement): void {
    const video = videoOf(card);
    if (video.paused) {
      play(card);
    } else if (muted) {
      setMuted(false);
    } else {
      video.pause();
    }
  }

  function setMuted(to: boolean): void {
    muted = to;
    for (const card of cards()) showSound(card);
  }

  function showSound(card: HTMLElement): void {
    videoOf(card).muted = muted;
    const button = card.querySelector("[data-sound]");
    button?.setAttribute("aria-pressed", String(!muted));
  }

  function hasCaptions(card: HTMLElement): boolean {
    return captions ?? card.dataset.captionsInPicture === undefined;
  }

  function showCaptions(card: HTMLElement): void {
    const on = hasCaptions(card);
    for (const track of videoOf(card).textTracks) track.mode = on ? "showing" : "hidden";
    card.querySelector("[data-captions]")?.setAttribute("aria-pressed", String(on));
  }

  /** Cues come at the bottom, where the words and the product are: they move up to the middle. */
  function placeCues(track: HTMLTrackElement): void {
    for (const cue of track.track.cues ?? []) {
      if (!(cue instanceof VTTCue)) continue;
      cue.snapToLines = false;
      cue.line = 56;
    }
  }

  function step(by: number): void {
    const all = cards();
    const at = current ? all.indexOf(current) : 0;
    all[Math.max(0, Math.min(all.length - 1, at + by))]?.scrollIntoView({
      behavior: calm.matches ? "auto" : "smooth",
      block: "start",
    });
  }

  // Counting: only what plays, in a visible page, in view.

  function tick(): void {
    if (!current || document.visibilityState !== "visible") return;
    const video = videoOf(current);
    if (video.paused || video.readyState < 2) return;
    const id = current.dataset.post ?? "";
    const seen = watched.get(id) ?? { ms: 0, reported: 0 };
    seen.ms += tickMs;
    watched.set(id, seen);
    const due = seen.reported === 0 ? viewAfterMs : seen.reported + reportEveryMs;
    if (seen.ms >= due) report(current);
  }

  function report(card: HTMLElement): void {
    const seen = watched.get(card.dataset.post ?? "");
    if (!seen || seen.ms < viewAfterMs || seen.ms === seen.reported) return;
    seen.reported = seen.ms;
    navigator.sendBeacon(card.dataset.views ?? "", new URLSearchParams({ watchedMs: String(seen.ms) }));
  }

  // Liking and sharing.

  async function like(card: HTMLElement): Promise<void> {
    const form = card.querySelector("[data-like]") as HTMLFormElement;
    const button = form.querySelector("button") as HTMLButtonElement;
    const count = form.querySelector("[data-likes]") as HTMLElement;
    const liked = button.getAttribute("aria-pressed") !== "true";
    const likes = Number(count.dataset.likes);
    const show = (is: boolean, n: number) => {
      button.setAttribute("aria-pressed", String(is));
      count.dataset.likes = String(n);
      count.textContent = new Intl.NumberFormat("en", { notation: "compact" }).format(n);
    };
    show(liked, likes + (liked ? 1 : -1));
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ liked: String(liked) }),
      });
      if (!response.ok) throw new Error(String(response.status));
      if (response.status === 200) show(liked, ((await response.json()) as { likes: number }).likes);
    } catch {
      show(!liked, likes);
      say("That did not reach us. Try again.");
    }
  }

  async function share(card: HTMLElement): Promise<void> {
    const form = card.querySelector("[data-share]") as HTMLFormElement;
    const url = new URL(card.dataset.url ?? "", location.href).href;
    try {
      if (navigator.share) {
        await navigator.share({ title: card.getAttribute("aria-label") ?? document.title, url });
      } else {
        await navigator.clipboard.writeText(url);
        say("Link copied");
      }
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      location.assign(url);
      return;
    }
    navigator.sendBeacon(form.action, new URLSearchParams());
  }

  // Each card, as it comes.

  const inView = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.intersectionRatio >= 0.6) enter(entry.target as HTMLElement);
      }
    },
    { threshold: [0.6] },
  );

  function settle(card: HTMLElement): void {
    const video = videoOf(card);
    const tap = card.querySelector("[data-tap]") as HTMLButtonElement;
    const bar = card.querySelector("[data-progress]") as HTMLElement;
    video.controls = false;
    for (const part of card.querySelectorAll<HTMLElement>("[hidden]")) part.hidden = false;
    showSound(card);
    showCaptions(card);
    const pausedNow = () => card.classList.toggle("paused", video.paused);
    if (calm.matches) pausedNow();
    video.addEventListener("play", pausedNow);
    video.addEventListener("pause", pausedNow);
    video.addEventListener("timeupdate", () => {
      bar.style.transform = `scaleX(${video.duration ? video.currentTime / video.duration : 0})`;
    });
    video.addEventListener("error", () => say("This video could not be loaded. Check your connection."));
    const track = card.querySelector("track");
    track?.addEventListener("load", () => placeCues(track));
    tap.addEventListener("click", () => toggle(card));
    card.querySelector("[data-sound]")?.addEventListener("click", () => setMuted(!muted));
    card.querySelector("[data-captions]")?.addEventListener("click", () => {
      captions = !hasCaptions(card);
      for (const each of cards()) showCaptions(each);
    });
    card.querySelector("[data-like]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      like(card);
    });
    card.querySelector("[data-share]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      share(card);
    });
    inView.observe(card);
  }

  // More of the feed before the thumb gets there: the next page's cards, out of the next page.

  const ahead = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) loadMore(entry.target as HTMLAnchorElement);
      }
    },
    { root: null, rootMargin: "200% 0px" },
  );

  async function loadMore(link: HTMLAnchorElement): Promise<void> {
    ahead.unobserve(link);
    try {
      const response = await fetch(`${link.href}&part=cards`);
      if (!response.ok) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = [...page.querySelectorAll<HTMLElement>(".card")];
      const more = page.querySelector<HTMLAnchorElement>("a.more");
      for (const card of fresh) {
        if (document.getElementById(card.id)) continue;
        link.before(card);
        settle(card);
      }
      if (more?.rel === "next") {
        link.href = more.href;
        ahead.observe(link);
      } else {
        link.remove();
      }
    } catch {
      link.textContent = "More videos could not be loaded. Try again";
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !current) return;
    const onButton = event.target instanceof Element && event.target.closest("button, a, input");
    const key = event.key.toLowerCase();
    if (key === "j" || key === "arrowdown") step(1);
    else if (key === "k" || key === "arrowup") step(-1);
    else if (key === "l") like(current);
    else if (key === "m") setMuted(!muted);
    else if (key === "c") current.querySelector<HTMLElement>("[data-captions]")?.click();
    else if (key === " " && !onButton) {
      if (videoOf(current).paused) play(current);
      else videoOf(current).pause();
    } else return;
    event.preventDefault();
  });

  document.addEventListener("visibilitychange", () => {
    if (!current) return;
    if (document.visibilityState === "hidden") {
      report(current);
      videoOf(current).pause();
    } else if (!calm.matches) play(current);
  });

  for (const card of cards()) settle(card);
  const link = feed.querySelector<HTMLAnchorElement>('a.more[rel="next"]');
  if (link) ahead.observe(link);
  setInterval(tick, tickMs);
}
