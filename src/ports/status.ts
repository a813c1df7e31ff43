/** The output `status` (design, section 13). */
export type Status =
  | 'no-changes'
  | 'planned'
  | 'applied'
  | 'held-back'
  | 'not-adopted'
  | 'partial'
  | 'refused'
  | 'failed'
  | 'unknown';
