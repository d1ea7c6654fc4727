/**
 * What is needed of a set of posts to judge one rate: hits out of trials (clicks out of views), over the posts whose
 * network offers both. The sums of products tell how much the posts differ from each other.
 */
export type RateSums = {
  posts: number;
  hits: number;
  trials: number;
  hitsSquared: number;
  hitsTimesTrials: number;
  trialsSquared: number;
};

/** `low` and `high` bound the rate with 95 % confidence. `sure` is false when there is too little to say anything. */
export type Rate = {
  hits: number;
  trials: number;
  posts: number;
  rate: number;
  low: number;
  high: number;
  sure: boolean;
};

/** The 97.5 % point of the normal distribution: two-sided 95 %. */
const z = 1.959963984540054;

/**
 * A rate with its Wilson interval, or null when nothing was offered or nobody has looked. More hits than trials (a click
 * counts at once, a view after two seconds) is a rate of 1 at most.
 *
 * Views of one video are alike, so that ten thousand views of one video say less about a hook than the same views of ten
 * videos. The sample is cut down by the design effect: the ratio estimator's variance between posts over the variance of
 * independent views (Kish, Survey Sampling, 1965, sections 2.4 and 8.2), as the NCHS standard below does.
 */
export function rateOf(sums: RateSums): Rate | null {
  const { posts, trials } = sums;
  if (posts === 0 || trials <= 0) return null;
  const hits = Math.min(sums.hits, trials);
  const rate = hits / trials;
  const size = trials / designEffect(sums, rate);
  const { low, high } = wilsonInterval(rate, size);
  return { hits: sums.hits, trials, posts, rate, low, high, sure: isReliable(rate, size, low, high) };
}

/**
 * The Wilson score interval (E. B. Wilson, JASA 22, 1927, 209–212), which keeps its coverage for small samples and rates
 * near 0, where the textbook one fails (Brown, Cai, DasGupta, Statistical Science 16, 2001, 101–133).
 */
export function wilsonInterval(rate: number, trials: number): { low: number; high: number } {
  const z2 = z * z;
  const middle = (rate + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (z / (1 + z2 / trials)) * Math.sqrt((rate * (1 - rate)) / trials + z2 / (4 * trials * trials));
  return {
    low: rate === 0 ? 0 : Math.max(0, middle - half),
    high: rate === 1 ? 1 : Math.min(1, middle + half),
  };
}

/**
 * When a proportion may be shown as a fact: NCHS Data Presentation Standards for Proportions (Vital and Health Statistics
 * 2(175), 2017): an effective sample of 30, an interval narrower than 30 points, and, unless it is narrower than 5 points,
 * no wider than 130 % of the rate.
 */
function isReliable(rate: number, size: number, low: number, high: number): boolean {
  const width = high - low;
  if (size < 30 || width >= 0.3) return false;
  return width <= 0.05 || width <= 1.3 * rate;
}

/** At least 1: posts that agree better than chance are chance. One post cannot tell how posts differ. */
function designEffect(sums: RateSums, rate: number): number {
  const independent = (rate * (1 - rate)) / sums.trials;
  if (sums.posts < 2 || independent === 0) return 1;
  const apart = sums.hitsSquared - 2 * rate * sums.hitsTimesTrials + rate * rate * sums.trialsSquared;
  const between = ((sums.posts / (sums.posts - 1)) * apart) / (sums.trials * sums.trials);
  return Math.max(1, between / independent);
}
