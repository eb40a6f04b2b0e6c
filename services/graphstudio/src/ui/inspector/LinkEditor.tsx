import { useState } from 'react'
import { type Graph, type Id, type Link, titleOf } from '../../core/graph'
import type { Intent } from '../../core/intent'
import { usePreferences } from '../preferences'
import { parse, textOf } from './json'
import { JsonField } from './JsonField'

interface Props {
  readonly id: Id
  readonly link: Link
  readonly graph: Graph
  readonly onEdit: (intent: Intent) => void
}

export function LinkEditor({ id, link, graph, onEdit }: Props) {
  const { t } = usePreferences()
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? textOf(link.data)
  const { data, error } = parse(text, t)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!data) return
        onEdit({ kind: 'editLink', id, data })
        setDraft(null)
      }}
    >
      <p>{t.studio.linkLabel(titleOf(graph, link.source), titleOf(graph, link.target))}</p>
      <JsonField text={text} error={error} onChange={setDraft} />
      {draft !== null && (
        <div className="actions">
          <button type="submit" className="primary-button" disabled={error !== null}>
            {t.inspector.save}
          </button>
          <button type="button" className="quiet-button" onClick={() => setDraft(null)}>
            {t.inspector.revert}
          </button>
        </div>
      )}
    </form>
  )
}
