import type { Graph, Id } from '../../core/graph'
import { usePreferences } from '../preferences'
import type { Selection } from './selection'

interface Props {
  readonly graph: Graph
  readonly selection: Selection
  readonly onShow: (panel: Id) => void
}

/** The graph as a list: all of it can be reached without the canvas. */
export function Outline({ graph, selection, onShow }: Props) {
  const { t, language } = usePreferences()
  const panels = Object.entries(graph.panels).toSorted(([, one], [, other]) =>
    one.title.localeCompare(other.title, language),
  )
  return (
    <nav className="outline card" aria-label={t.studio.outline}>
      <h2>{t.studio.outline}</h2>
      <p className="hint">
        {t.studio.panels(panels.length)}, {t.studio.links(Object.keys(graph.links).length)}
      </p>
      <ul>
        {panels.map(([id, { title }]) => (
          <li key={id}>
            <button type="button" aria-current={selection.panels.has(id)} onClick={() => onShow(id)}>
              {title || id}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
