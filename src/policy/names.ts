/**
 * A login or an e-mail as it is kept and compared: in lower case, in ASCII alone. GitHub finds a login in any case and answers with one
 * spelling of it (https://github.com/josegonzalez/python-github-backup/pull/456); in the e-mail of a user no case is told apart (design,
 * section 5). Letters outside of ASCII stay as they are: `toLowerCase` makes some of them ASCII ones, such as the Kelvin sign a `k`,
 * and so one person of two (T40).
 */
export function folded(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether two logins, or two e-mails, are of the same account. */
export function isSameName(a: string, b: string): boolean {
  return folded(a) === folded(b);
}
