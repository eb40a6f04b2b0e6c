import type { Problem } from '../../core/problem'
import { usePreferences } from '../preferences'

/** What went wrong, in the user's words and then in the server's. */
export function Trouble({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const { t } = usePreferences()
  return (
    <div className="trouble" role="alert">
      <p>
        {t.problems[problem.kind]}
        {problem.detail && <span className="trouble-detail"> {problem.detail}</span>}
      </p>
      {onRetry && (
        <button type="button" className="quiet-button" onClick={onRetry}>
          {t.retry}
        </button>
      )}
    </div>
  )
}
