/** The key as it is sent, or why it is not used. The text never holds any of the key, nor its length. */
export type CheckedKey = { kind: 'key'; key: string } | { kind: 'refused'; why: string };

/** Below this a mask in the log would hide common words, and a guess would be cheap. */
const SHORTEST_KEY = 16;
/** Servers take some 8 to 16 KiB of headers in all; a longer text is not a key but a file pasted by mistake. */
const LONGEST_KEY = 4_096;

/**
 * Checks an API key before it goes into a header: 16 to 4 096 characters, printable ASCII, no white space.
 * `Headers` and `undici` would throw otherwise, with the value in the message.
 */
export function checkKey(text: string): CheckedKey {
  if (text === '')
    return refused('The API key is empty. Is the secret set in the environment that this job uses?');
  if (!/^[\x21-\x7e]*$/.test(text)) {
    return refused(
      'The API key holds a character that no key has: white space, a line break or one outside ASCII. Set the secret again, without anything before or after the key.',
    );
  }
  if (text.length < SHORTEST_KEY) {
    return refused(
      `The API key is shorter than ${SHORTEST_KEY} characters: it was cut, or is not an API key.`,
    );
  }
  if (text.length > LONGEST_KEY) {
    return refused(`The API key is longer than ${LONGEST_KEY} characters: this is not an API key.`);
  }
  return { kind: 'key', key: text };
}

function refused(why: string): CheckedKey {
  return { kind: 'refused', why };
}
