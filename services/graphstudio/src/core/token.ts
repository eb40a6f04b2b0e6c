/** What a token says about its user. It proves nothing here: the kernel alone checks signatures. */

export interface Claims {
  readonly user: string
  readonly tenant: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** The claims of a JSON Web Token; null where it is none, or lacks `sub`, `tenant` or `exp`. */
export function readClaims(token: string): Claims | null {
  const parts = token.split('.')
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) return null
  try {
    const { sub, tenant, exp } = JSON.parse(decode(parts[1]!)) as Record<string, unknown>
    if (typeof sub !== 'string' || typeof tenant !== 'string' || typeof exp !== 'number') return null
    return sub && tenant && Number.isFinite(exp) ? { user: sub, tenant, expiresAt: exp * 1000 } : null
  } catch {
    return null
  }
}

/** What people paste: with white space around, perhaps with the word Bearer. */
export function clean(pasted: string): string {
  return pasted.trim().replace(/^bearer\s+/i, '').replaceAll(/\s/g, '')
}

function decode(base64url: string): string {
  const bytes = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)))
}
