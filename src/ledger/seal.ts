import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { canonicalJson, type Json } from '../plan/canonical.ts';

/** What a seal is bound to, besides the key and the content (design, section 8). */
export interface SealScope {
  origin: string;
  org: string;
  repositoryId: string;
  branch: string;
}

export type FileKind = 'state' | 'record';

/** Seals and checks files of one ledger. Made from the API key, which only the apply job has. */
export interface Sealer {
  /** The file's bytes: canonical JSON of the content with its seal. */
  seal(kind: FileKind, content: { readonly [key: string]: Json | undefined }): string;
  /** Whether `text` is, byte for byte, the canonical JSON of its content under a seal that fits. */
  fits(kind: FileKind, text: string): boolean;
}

/** HMAC-SHA256 under a key derived by HKDF-SHA256 from the API key, with what the seal is bound to as info. */
export function sealer(apiKey: string, scope: SealScope): Sealer {
  const keys = new Map<FileKind, Buffer>();
  const keyOf = (kind: FileKind): Buffer => {
    const known = keys.get(kind);
    if (known !== undefined) return known;
    const info = JSON.stringify([
      'mfa-ledger',
      1,
      scope.origin,
      scope.org,
      scope.repositoryId,
      scope.branch,
      kind,
    ]);
    const key = Buffer.from(hkdfSync('sha256', apiKey, '', info, 32));
    keys.set(kind, key);
    return key;
  };
  const mac = (kind: FileKind, content: Json): string =>
    createHmac('sha256', keyOf(kind)).update(canonicalJson(content)).digest('hex');
  return {
    seal: (kind, content) => canonicalJson({ ...content, seal: mac(kind, content) }),
    fits(kind, text) {
      const parsed = parseObject(text);
      if (parsed === undefined || canonicalJson(parsed) !== text) return false;
      const { seal, ...content } = parsed;
      if (typeof seal !== 'string') return false;
      const expected = Buffer.from(mac(kind, content));
      const given = Buffer.from(seal);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

function parseObject(text: string): { [key: string]: Json } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { [key: string]: Json })
      : undefined;
  } catch {
    return undefined;
  }
}
