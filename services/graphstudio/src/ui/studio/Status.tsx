import type { ProblemKind } from '../../core/problem'
import type { View } from '../../session/session'
import { usePreferences } from '../preferences'

type State = 'loading' | 'live' | 'saving' | 'connecting' | 'offline' | 'asleep' | 'full' | 'trouble'

/** What a dialog or the page itself tells. */
const ELSEWHERE: ReadonlySet<ProblemKind> = new Set(['denied', 'absent'])

interface Props {
  readonly view: View
  readonly onWake: () => void
  readonly onRetry: () => void
}

/** Whether what the user sees is saved and up to date, and why not. */
export function Status({ view, onWake, onRetry }: Props) {
  const { t } = usePreferences()
  const state = stateOf(view)
  const why =
    state === 'offline' ? t.status.offlineLead
    : state === 'asleep' ? t.status.asleepLead
    : view.trouble && !ELSEWHERE.has(view.trouble.kind) ? t.problems[view.trouble.kind]
    : null
  return (
    <>
      <span className={`status is-${state}`} role="status" title={t.status.version(view.version)}>
        <span className="status-dot" aria-hidden="true" />
        <span className="status-text">{t.status[state]}</span>
      </span>
      {why && (
        <div className="banner" role="status">
          <p>{why}</p>
          {state === 'asleep' && (
            <button type="button" className="quiet-button" onClick={onWake}>
              {t.status.wake}
            </button>
          )}
          {view.trouble && (
            <button type="button" className="quiet-button" onClick={onRetry}>
              {t.retry}
            </button>
          )}
        </div>
      )}
    </>
  )
}

function stateOf({ graph, live, trouble, isSaved }: View): State {
  if (live === 'offline' || trouble?.kind === 'offline') return 'offline'
  if (trouble?.kind === 'full') return 'full'
  if (trouble) return 'trouble'
  if (!graph) return 'loading'
  if (!isSaved) return 'saving'
  if (live === 'asleep') return 'asleep'
  return live === 'open' ? 'live' : 'connecting'
}
