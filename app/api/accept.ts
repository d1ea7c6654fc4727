/** Whether an Accept header (RFC 9110, section 12.5.1) admits one of these types; the most exact range that fits decides. */
export function accepts(header: string | null, types: string[]): boolean {
  if (header === null || header.trim() === "") return true;
  const ranges = header.split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    return { type, quality: quality === undefined ? 1 : Number(quality) };
  });
  return types.some((type) => {
    const wanted = [type, `${type.split("/")[0]}/*`, "*/*"];
    const found = wanted.map((each) => ranges.find((range) => range.type === each)).find(Boolean);
    return found !== undefined && !(found.quality <= 0);
  });
}
