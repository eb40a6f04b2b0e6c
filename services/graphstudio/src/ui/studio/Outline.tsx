import { useId, useState } from 'react'
import { DECLARED } from '../../core/fields'
import type { Graph, Id, Panel } from '../../core/graph'
import { usePreferences } from '../preferences'
import type { Selection } from './selection'

interface Props {
  readonly graph: Graph
  readonly selection: Selection
  readonly onShow: (panel: Id) => void
}

/** The graph as a list that can be searched: all of it can be reached without the canvas. */
export function Outline({ graph, selection, onShow }: Props) {
  const { t, language } = usePreferences()
  const [wanted, setWanted] = useState('')
  const id = useId()
  const all = Object.entries(graph.panels)
  const found = all
    .filter(([, panel]) => has(panel, wanted.trim().toLocaleLowerCase(language), language))
    .toSorted(([, one], [, other]) => one.title.localeCompare(other.title, language))
  return (
    <nav className="outline card" aria-label={t.studio.outline}>
      <label className="unseen" htmlFor={id}>
        {t.studio.find}
      </label>
      <input id={id} type="search" value={wanted} placeholder={t.studio.find} autoComplete="off" onChange={(event) => setWanted(event.target.value)} />
      <p className="hint">
        {t.studio.panels(all.length)}, {t.studio.links(Object.keys(graph.links).length)}
      </p>
      {found.length === 0 && wanted !== '' && <p className="hint">{t.studio.foundNone}</p>}
      <ul>
        {found.map(([panel, { title }]) => (
          <li key={panel}>
            <button type="button" aria-current={selection.panels.has(panel)} onClick={() => onShow(panel)}>
              {title || panel}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Whether the words stand in the title, or in what is kept in a field. */
function has({ title, data }: Panel, words: string, language: string): boolean {
  if (words === '') return true
  const texts = [title, ...Object.entries(data ?? {}).filter(([name]) => name !== DECLARED).map(([, value]) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))]
  return texts.some((text) => text.toLocaleLowerCase(language).includes(words))
}
