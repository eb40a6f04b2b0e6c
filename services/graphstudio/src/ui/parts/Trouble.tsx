import type { ProblemKind } from '../../core/problem'
import { usePreferences } from '../preferences'

/** What went wrong, in its user's words; the server's are for those who run it. */
export function Trouble({ kind, onRetry }: { kind: ProblemKind; onRetry?: () => void }) {
  const { t } = usePreferences()
  return (
    <div className="trouble" role="alert">
      <p>{t.problems[kind]}</p>
      {onRetry && (
        <button type="button" className="quiet-button" onClick={onRetry}>
          {t.retry}
        </button>
      )}
    </div>
  )
}
