/** Why a request failed, as far as the page acts on it (docs/services.md, "Who is asking"). */

export type ProblemKind =
  | 'offline'
  | 'denied'
  /** The role does not allow it. */
  | 'forbidden'
  /** There is no role for this account at all. */
  | 'noRole'
  | 'absent'
  | 'stale'
  | 'refused'
  | 'tooLarge'
  | 'limited'
  /** The tenant has as many workspaces as it may have. */
  | 'tooMany'
  | 'full'
  | 'noModel'
  | 'unavailable'

export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    /** What the server said, in the words of whoever runs it; not for its user. */
    readonly detail: string,
    /** Milliseconds until another try makes sense; null where the server named none. */
    readonly retryAfter: number | null = null,
    /** The request's name in the server's log, by which those who run it find it; empty where there is none. */
    readonly reference = '',
  ) {
    super(detail || kind)
  }
}

/** A failed answer, by its status, the `code` of its problem document and its Retry-After. */
export function problemOf(status: number, document: unknown, retryAfter: string | null): Problem {
  const { code, detail, requestId } = (typeof document === 'object' && document !== null ? document : {}) as Record<string, unknown>
  return new Problem(
    kindOf(status, typeof code === 'string' ? code : ''),
    typeof detail === 'string' ? detail : '',
    retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : null,
    typeof requestId === 'string' ? requestId : '',
  )
}

function kindOf(status: number, code: string): ProblemKind {
  if (status === 401) return 'denied'
  if (status === 403) return code === 'no-role' ? 'noRole' : 'forbidden'
  if (status === 404) return 'absent'
  if (status === 412) return 'stale'
  if (status === 413) return 'tooLarge'
  if (status === 429) return code === 'too-many-workspaces' ? 'tooMany' : 'limited'
  if (status < 500) return 'refused'
  if (code === 'full') return 'full'
  return code === 'no-model' ? 'noModel' : 'unavailable'
}
