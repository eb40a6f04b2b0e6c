import type { ProblemKind } from '../../core/problem'
import { usePreferences } from '../preferences'

interface Props {
  readonly kind: ProblemKind
  /** For those who run the installation to find it in their logs. */
  readonly reference?: string
  readonly onRetry?: () => void
}

/** What somebody else has to look into. */
const FOR_SUPPORT: ReadonlySet<ProblemKind> = new Set(['refused', 'unavailable'])

/** What went wrong, in its user's words; the server's are for those who run it. */
export function Trouble({ kind, reference = '', onRetry }: Props) {
  const { t } = usePreferences()
  return (
    <div className="trouble" role="alert">
      <p>
        {t.problems[kind]}
        {reference && FOR_SUPPORT.has(kind) && <span className="trouble-reference"> {t.reference(reference)}</span>}
      </p>
      {onRetry && (
        <button type="button" className="quiet-button" onClick={onRetry}>
          {t.retry}
        </button>
      )}
    </div>
  )
}
