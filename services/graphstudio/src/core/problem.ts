/** Why a request failed, as far as the page acts on it (docs/services.md, "Who is asking"). */

export type ProblemKind =
  | 'offline'
  | 'denied'
  | 'absent'
  | 'stale'
  | 'refused'
  | 'tooLarge'
  | 'limited'
  | 'full'
  | 'noModel'
  | 'unavailable'

export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    /** What the server said; empty where it said nothing. */
    readonly detail: string,
    /** Milliseconds until another try makes sense; null where the server named none. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail || kind)
  }
}

/** A failed answer, by its status, the `code` of its problem document and its Retry-After. */
export function problemOf(status: number, document: unknown, retryAfter: string | null): Problem {
  const { code, detail } = (typeof document === 'object' && document !== null ? document : {}) as Record<string, unknown>
  return new Problem(
    kindOf(status, typeof code === 'string' ? code : ''),
    typeof detail === 'string' ? detail : '',
    retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : null,
  )
}

function kindOf(status: number, code: string): ProblemKind {
  if (status === 401 || status === 403) return 'denied'
  if (status === 404) return 'absent'
  if (status === 412) return 'stale'
  if (status === 413) return 'tooLarge'
  if (status === 429) return code === 'too-many-workspaces' ? 'refused' : 'limited'
  if (status < 500) return 'refused'
  if (code === 'full') return 'full'
  return code === 'no-model' ? 'noModel' : 'unavailable'
}
