import { useEffect, useId, useRef, useState } from 'react'
import type { Graph } from '../../core/graph'
import { type Deed, deeds } from '../../core/preview'
import { Problem } from '../../core/problem'
import type { Proposal } from '../../edges/api'
import { Icon } from '../parts/Icon'
import { Trouble } from '../parts/Trouble'
import { usePreferences } from '../preferences'

interface Props {
  readonly graph: Graph
  readonly proposal: Proposal | null
  /** Whether the proposal still applies to the graph. */
  readonly isFitting: boolean
  readonly ask: (request: string, signal: AbortSignal) => Promise<Proposal>
  readonly onProposal: (proposal: Proposal | null) => void
  readonly onApply: () => void
  readonly onDenied: () => void
}

export function Ask({ graph, proposal, isFitting, ask, onProposal, onApply, onDenied }: Props) {
  const { t } = usePreferences()
  const [request, setRequest] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [asking, setAsking] = useState<AbortController | null>(null)
  const id = useId()
  useEffect(() => () => asking?.abort(), [asking])

  async function submit() {
    const controller = new AbortController()
    setProblem(null)
    onProposal(null)
    setAsking(controller)
    try {
      onProposal(await ask(request.trim(), controller.signal))
    } catch (failure) {
      if (controller.signal.aborted) return
      const found = failure instanceof Problem ? failure : new Problem('unavailable', '')
      if (found.kind === 'denied') onDenied()
      else setProblem(found)
    } finally {
      setAsking(null)
    }
  }

  return (
    <section className="ask" aria-label={t.ask.label}>
      {problem && <Trouble kind={problem.kind} reference={problem.reference} />}
      {proposal && (
        <ProposalCard
          graph={graph}
          proposal={proposal}
          isFitting={isFitting}
          onApply={() => {
            setRequest('')
            onApply()
          }}
          onDrop={() => onProposal(null)}
        />
      )}
      <form
        className="ask-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (request.trim() !== '' && !asking) void submit()
        }}
      >
        <label className="unseen" htmlFor={id}>
          {t.ask.label}
        </label>
        <textarea
          id={id}
          rows={1}
          maxLength={10_000}
          value={request}
          placeholder={t.ask.placeholder}
          onChange={(event) => setRequest(event.target.value)}
          onKeyDown={(event) => {
            // The Enter that ends the input of a Chinese word asks nothing.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }}
        />
        {asking ? (
          <button type="button" className="secondary-button" onClick={() => asking.abort()}>
            <span className="thinking" role="status">{t.ask.thinking}</span> {t.cancel}
          </button>
        ) : (
          <button type="submit" className="primary-button ask-submit" disabled={request.trim() === ''}>
            <Icon name="send" />
            {t.ask.submit}
          </button>
        )}
      </form>
    </section>
  )
}

interface CardProps {
  readonly graph: Graph
  readonly proposal: Proposal
  readonly isFitting: boolean
  readonly onApply: () => void
  readonly onDrop: () => void
}

const SIGNS: Partial<Record<Deed['deed'], readonly [string, string]>> = {
  addPanel: ['+', 'added'],
  addLink: ['+', 'added'],
  removePanel: ['−', 'removed'],
  removeLink: ['−', 'removed'],
}

function ProposalCard({ graph, proposal, isFitting, onApply, onDrop }: CardProps) {
  const { t } = usePreferences()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [proposal])
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onDrop()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [onDrop])
  const percent = Math.round(proposal.confidence * 100)
  const isEmpty = proposal.patch.length === 0
  return (
    <div className="proposal card">
      <div className="proposal-head">
        <h2 ref={heading} tabIndex={-1}>
          {t.ask.proposal}
        </h2>
        <span className="confidence">
          <meter min={0} max={100} value={percent} aria-hidden="true" />
          {t.ask.confidence(percent)}
        </span>
      </div>
      <div className="proposal-body">
        {proposal.explanation && <p>{proposal.explanation}</p>}
        {isEmpty && <p>{t.ask.nothing}</p>}
        <ol className="deeds">
          {deeds(graph, proposal.patch).map((deed, index) => {
            const [sign, mark] = SIGNS[deed.deed] ?? ['~', 'changed']
            return (
              <li key={index}>
                <span className={`deed-sign is-${mark}`} aria-hidden="true">
                  {sign}
                </span>
                {t.deed(deed)}
              </li>
            )
          })}
        </ol>
        {proposal.warnings.length > 0 && (
          <div className="warnings">
            <h3>{t.ask.warnings}</h3>
            <ul>
              {proposal.warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </div>
        )}
        {!isFitting && !isEmpty && (
          <p className="field-error" role="alert">
            {t.ask.stale}
          </p>
        )}
      </div>
      <div className="actions">
        <button type="button" className="primary-button" disabled={!isFitting || isEmpty} onClick={onApply}>
          {t.ask.apply}
        </button>
        <button type="button" className="quiet-button" onClick={onDrop}>
          {t.ask.drop}
        </button>
      </div>
    </div>
  )
}
