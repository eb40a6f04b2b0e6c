import { ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { EMPTY, freePlace, newId, PANEL_SIZE } from '../../core/graph'
import type { Intent } from '../../core/intent'
import { preview as previewOf } from '../../core/preview'
import type { Proposal } from '../../edges/api'
import { Canvas } from '../canvas/Canvas'
import { Inspector } from '../inspector/Inspector'
import { useAnnounce } from '../parts/Announcer'
import { Header } from '../parts/Header'
import { Icon } from '../parts/Icon'
import { usePreferences } from '../preferences'
import { goTo, hrefOf } from '../route'
import { Ask } from './Ask'
import { useNotices } from './notices'
import { NoticeList } from './NoticeList'
import { Outline } from './Outline'
import { NOTHING, type Selection, within } from './selection'
import { Status } from './Status'
import { Toolbar } from './Toolbar'
import { type Edges, useSession } from './useSession'
import { besideProposal, isNarrow, motion } from './view'

interface Props {
  readonly id: string
  readonly user: string
  /** Counts the tokens that were entered: a new one resumes what an old one stopped. */
  readonly renewals: number
  readonly edges: Edges
  readonly account: ReactNode
  readonly onDenied: () => void
}

export function Studio(props: Props) {
  return (
    <ReactFlowProvider>
      <OpenStudio {...props} />
    </ReactFlowProvider>
  )
}

function OpenStudio({ id, user, renewals, edges, account, onDenied }: Props) {
  const { t } = usePreferences()
  const announce = useAnnounce()
  const flow = useReactFlow()
  const { told, touched, notify, dismiss } = useNotices()
  const [session, view] = useSession(edges, id, user, notify)
  const [picked, setPicked] = useState<Selection>(NOTHING)
  const [proposal, setProposal] = useState<Proposal | null>(null)
  const [isOutlined, setOutlined] = useState(false)
  const area = useRef<HTMLDivElement>(null)
  const inspector = useRef<HTMLElement>(null)

  const graph = view.graph ?? EMPTY
  const selection = useMemo(() => within(graph, picked), [graph, picked])
  const preview = useMemo(() => (proposal ? previewOf(graph, proposal.patch) : null), [graph, proposal])
  const name = useName(edges, id)

  useEffect(() => {
    if (view.trouble?.kind === 'denied' || view.live === 'denied') onDenied()
  }, [view.trouble, view.live, onDenied])
  useEffect(() => {
    if (renewals > 0) session.resume()
  }, [renewals, session])

  const edit = useCallback((intent: Intent) => session.edit(intent), [session])
  const openInspector = useCallback(
    // After the selection is drawn.
    () =>
      setTimeout(() => {
        const field = inspector.current?.querySelector<HTMLInputElement | HTMLTextAreaElement>('input, textarea')
        field?.focus()
        field?.select()
      }),
    [],
  )
  useShortcuts(session.undo.bind(session), session.redo.bind(session), openInspector)

  function addPanel() {
    const box = area.current!.getBoundingClientRect()
    const middle = flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2.6 })
    const place = freePlace(graph, { x: middle.x - PANEL_SIZE.width / 2, y: middle.y - PANEL_SIZE.height / 2 })
    const panel = newId('p')
    edit({ kind: 'addPanel', id: panel, panel: { title: t.studio.newPanel, ...place, data: {} } })
    setPicked({ panels: new Set([panel]), links: new Set() })
    openInspector()
  }

  function show(panel: string) {
    const { x, y } = graph.panels[panel]!
    setPicked({ panels: new Set([panel]), links: new Set() })
    void flow.setCenter(x + PANEL_SIZE.width / 2, y + PANEL_SIZE.height / 2, { zoom: 1, duration: motion() })
    if (isNarrow()) setOutlined(false)
    openInspector()
  }

  function propose(next: Proposal | null) {
    setProposal(next)
    if (!next || next.patch.length === 0) return
    setPicked(NOTHING)
    announce(t.ask.shown(next.patch.length))
    // After the canvas has drawn what is proposed.
    setTimeout(() => void flow.fitView(besideProposal()), 60)
  }

  function applyProposal() {
    if (!proposal) return
    edit({ kind: 'applyProposal', patch: proposal.patch })
    setProposal(null)
    announce(t.ask.applied)
  }

  return (
    <div className="studio">
      <Header account={account}>
        <a className="back" href={hrefOf({ page: 'list' })} aria-label={t.studio.back} title={t.studio.back}>
          <Icon name="back" />
        </a>
        <h1 className="studio-name">{name ?? '…'}</h1>
        <Status view={view} onWake={() => session.wake()} onRetry={() => session.resume()} />
      </Header>
      {view.live === 'gone' || view.trouble?.kind === 'absent' ? (
        <main className="empty studio-gone">
          <p className="empty-title" role="alert">
            {view.graph ? t.studio.gone : t.problems.absent}
          </p>
          <button type="button" className="secondary-button" onClick={() => goTo({ page: 'list' })}>
            {t.studio.back}
          </button>
        </main>
      ) : (
        <main className="studio-main">
          <Toolbar
            isReady={view.graph !== null && proposal === null}
            canUndo={view.canUndo}
            canRedo={view.canRedo}
            isOutlined={isOutlined}
            onAdd={addPanel}
            onUndo={() => session.undo()}
            onRedo={() => session.redo()}
            onOutline={() => setOutlined((is) => !is)}
          />
          {isOutlined && <Outline graph={graph} selection={selection} onShow={show} />}
          <div className="canvas" ref={area}>
            {view.graph && (
              <Canvas
                graph={graph}
                preview={preview}
                touched={touched}
                selection={selection}
                onSelect={setPicked}
                onEdit={edit}
                onOpen={openInspector}
              />
            )}
            {view.graph && Object.keys((preview?.graph ?? graph).panels).length === 0 && (
              <div className="empty canvas-empty">
                <p className="empty-title">{t.studio.empty}</p>
                <p>{t.studio.emptyLead}</p>
              </div>
            )}
          </div>
          {!proposal && <Inspector ref={inspector} graph={graph} selection={selection} onEdit={edit} onSelect={setPicked} />}
          <NoticeList told={told} onDismiss={dismiss} />
          <Ask
            graph={graph}
            proposal={proposal}
            isFitting={preview !== null}
            ask={(request, signal) => edges.api.propose(id, request, signal)}
            onProposal={propose}
            onApply={applyProposal}
            onDenied={onDenied}
          />
        </main>
      )}
    </div>
  )
}

function useName({ api }: Edges, id: string): string | null {
  const [name, setName] = useState<string | null>(null)
  useEffect(() => {
    // The session shows what is wrong with the workspace; a name alone is no reason to.
    api.getWorkspace(id).then((workspace) => {
      setName(workspace.name)
      document.title = `${workspace.name} · Nexus`
    }, () => {})
  }, [api, id])
  return name
}

function useShortcuts(undo: () => void, redo: () => void, open: () => void) {
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const target = event.target as HTMLElement
      if (target.closest('input, textarea, select, dialog')) return
      const key = event.key.toLowerCase()
      if (key === 'f2') open()
      else if ((event.ctrlKey || event.metaKey) && (key === 'y' || (key === 'z' && event.shiftKey))) redo()
      else if ((event.ctrlKey || event.metaKey) && key === 'z') undo()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [undo, redo, open])
}
