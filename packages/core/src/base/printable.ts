/**
 * A text that somebody else chose, such as a name or a file's path, made fit for one line of a table or a message. Control
 * characters, line breaks and characters that change the direction of writing appear as escapes, and a long text is cut.
 *
 * @param longest the most characters to keep; default: 80
 * @example
 * printable('a\nb'); // 'a\\u000ab'
 */
export function printable(text: string, longest = 80): string {
  const kept = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return kept.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (found) => `\\u${found.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}
