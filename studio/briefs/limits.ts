/** A brief has at most so many videos, launched in one go or in many. */
export const mostVideos = 1_000;

/** The lengths that scripts have a structure of their own for, in seconds. Others between them may be asked for, too. */
export const usualLengths = [6, 15, 20, 30, 45, 60] as const;
