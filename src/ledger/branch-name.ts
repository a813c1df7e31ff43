/** A host as it can stand in a branch's name: a port's colon, and the brackets of an IPv6 address, become `_` (design, section 8). */
export function branchHost(host: string): string {
  return host.replace(/[:[\]]/g, '_');
}

/** The name of an Org's ledger branch. `first` is the input `ledger-branch`. */
export function branchOf(first: string, host: string, org: string): string {
  return `${first}/${branchHost(host)}/${org}`;
}
