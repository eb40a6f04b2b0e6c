import { ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Capabilities } from '../../core/capabilities'
import { PANEL_WIDTH, sizeOf } from '../../core/card'
import { exported, fileName } from '../../core/exchange'
import { EMPTY, type Id, newId, type Point } from '../../core/graph'
import type { Intent } from '../../core/intent'
import { mayEdit } from '../../core/person'
import { besidePanel, copies, freePlace } from '../../core/placing'
import { preview as previewOf } from '../../core/preview'
import type { Proposal } from '../../edges/api'
import { save } from '../../edges/files'
import { Canvas } from '../canvas/Canvas'
import { Inspector } from '../inspector/Inspector'
import { useAnnounce } from '../parts/Announcer'
import { type Account, Header } from '../parts/Header'
import { Icon } from '../parts/Icon'
import { MenuItem } from '../parts/Menu'
import { NameDialog } from '../parts/NameDialog'
import { usePreferences } from '../preferences'
import { goTo, hrefOf } from '../route'
import { Ask } from './Ask'
import { useNotices } from './notices'
import { NoticeList } from './NoticeList'
import { Outline } from './Outline'
import { usePeople } from './people'
import { NOTHING, type Selection, within } from './selection'
import { Status } from './Status'
import { Toolbar } from './Toolbar'
import { useName } from './useName'
import { type Edges, useSession } from './useSession'
import { useShortcuts } from './useShortcuts'
import { useInView } from './useInView'
import { besideProposal, isNarrow, motion, wholeGraph } from './view'
import { Visitors } from './Visitors'

interface Props {
  readonly id: string
  /** Counts how often somebody was let in: a new session resumes what the end of an old one stopped. */
  readonly renewals: number
  readonly edges: Edges
  readonly account: Account
  readonly capabilities: Capabilities
  readonly onDenied: () => void
}

export function Studio(props: Props) {
  return (
    <ReactFlowProvider>
      <OpenStudio {...props} />
    </ReactFlowProvider>
  )
}

function OpenStudio({ id, renewals, edges, account, capabilities, onDenied }: Props) {
  const { t } = usePreferences()
  const announce = useAnnounce()
  const flow = useReactFlow()
  const { told, touched, notify, dismiss, tellDeleted, forgetUndo } = useNotices()
  const [session, view] = useSession(edges, id, account.person.user, notify)
  const [picked, setPicked] = useState<Selection>(NOTHING)
  const [proposal, setProposal] = useState<Proposal | null>(null)
  const [isOutlined, setOutlined] = useState(false)
  const [isNaming, setNaming] = useState(false)
  const [isArranging, setArranging] = useState(false)
  const [name, rename] = useName(edges.api, id)
  const people = usePeople(view.others)
  const area = useRef<HTMLDivElement>(null)
  const inspector = useRef<HTMLElement>(null)

  const isReadOnly = !mayEdit(account.person)
  const canAsk = capabilities.proposals && !isReadOnly
  const graph = view.graph ?? EMPTY
  const isEmpty = view.graph !== null && Object.keys(graph.panels).length === 0
  const selection = useMemo(() => within(graph, picked), [graph, picked])
  const preview = useMemo(() => (proposal ? previewOf(graph, proposal.patch) : null), [graph, proposal])

  useEffect(() => {
    if (view.trouble?.kind === 'denied' || view.live === 'denied') onDenied()
  }, [view.trouble, view.live, onDenied])
  const before = useRef(renewals)
  useEffect(() => {
    if (renewals !== before.current) session.resume()
    before.current = renewals
  }, [renewals, session])
  useInView(graph, selection, area, inspector)
  useEffect(() => session.select([...selection.panels]), [session, selection.panels])

  const edit = useCallback(
    (intent: Intent) => {
      forgetUndo()
      session.edit(intent)
    },
    [forgetUndo, session],
  )
  const remove = useCallback(
    ({ panels, links }: Selection) => {
      edit({ kind: 'remove', panels: [...panels], links: [...links] })
      tellDeleted(panels.size + links.size)
    },
    [edit, tellDeleted],
  )
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

  function select(panels: readonly Id[]) {
    setPicked({ panels: new Set(panels), links: new Set() })
  }

  function addPanel() {
    const panel = { title: t.studio.newPanel, x: 0, y: 0, data: {} }
    const size = sizeOf(panel)
    const [beside] = selection.panels.size === 1 ? selection.panels : []
    const place = beside ? besidePanel(graph, beside, size) : freePlace(graph, middleOfView(size.height), size)
    const added = newId('p')
    edit({ kind: 'addPanel', id: added, panel: { ...panel, ...place } })
    select([added])
    openInspector()
  }

  function duplicate() {
    if (selection.panels.size === 0) return
    const made = copies(graph, [...selection.panels], t.copyOf)
    edit({ kind: 'duplicate', ...made })
    select(Object.keys(made.panels))
  }

  async function arrange() {
    setArranging(true)
    try {
      const { arranged } = await import('../../layout')
      const places = Object.entries(await arranged(graph))
      // A move takes two operations, of which a patch may have so many.
      const most = Math.max(1, Math.floor(capabilities.limits.patchOperations / 2))
      for (let at = 0; at < places.length; at += most) edit({ kind: 'arrange', to: Object.fromEntries(places.slice(at, at + most)) })
      announce(t.studio.arranged)
      setTimeout(() => void flow.fitView(wholeGraph()), 60)
    } finally {
      setArranging(false)
    }
  }

  function middleOfView(height: number): Point {
    const box = area.current!.getBoundingClientRect()
    const { x, y } = flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2.6 })
    return { x: x - PANEL_WIDTH / 2, y: y - height / 2 }
  }

  function show(panel: Id) {
    const { width, height } = sizeOf(graph.panels[panel]!)
    const { x, y } = graph.panels[panel]!
    select([panel])
    void flow.setCenter(x + width / 2, y + height / 2, { zoom: 1, duration: motion() })
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

  const undo = () => {
    forgetUndo()
    session.undo()
  }
  useShortcuts({ undo, redo: () => session.redo(), open: openInspector, duplicate: isReadOnly ? () => {} : duplicate })

  return (
    <div className="studio">
      <Header
        account={account}
        end={<Visitors all={people.all} />}
        items={
          <>
            {!isReadOnly && name !== null && <MenuItem onChoose={() => setNaming(true)}>{t.rename}</MenuItem>}
            {view.graph && name !== null && (
              <MenuItem onChoose={() => save(fileName(name), exported({ name, graph }))}>{t.export}</MenuItem>
            )}
          </>
        }
      >
        <a className="back" href={hrefOf({ page: 'list' })} aria-label={t.studio.back} title={t.studio.back}>
          <Icon name="back" />
        </a>
        <h1 className="studio-name">{name ?? '…'}</h1>
        {isReadOnly && (
          <span className="chip is-quiet" title={t.studio.viewOnlyLead}>
            {t.studio.viewOnly}
          </span>
        )}
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
          <div className={`canvas ${canAsk ? 'has-ask' : ''}`} ref={area}>
            {view.graph && (
              <Canvas
                graph={graph}
                preview={preview}
                touched={touched}
                people={people}
                selection={selection}
                isReadOnly={isReadOnly}
                onSelect={setPicked}
                onEdit={edit}
                onDelete={remove}
                onOpen={openInspector}
              />
            )}
            {isEmpty && !proposal && (
              <div className="empty canvas-empty">
                <p className="empty-title">{t.studio.empty}</p>
                <p>{isReadOnly ? t.studio.emptyViewer : canAsk ? t.studio.emptyAsk : t.studio.emptyLead}</p>
                {!isReadOnly && (
                  <button type="button" className="primary-button" onClick={addPanel}>
                    <Icon name="add" />
                    {t.studio.addPanel}
                  </button>
                )}
              </div>
            )}
            <Toolbar
              isReady={view.graph !== null && proposal === null}
              isReadOnly={isReadOnly}
              canUndo={view.canUndo}
              canRedo={view.canRedo}
              canArrange={!isArranging && Object.keys(graph.panels).length > 1}
              isOutlined={isOutlined}
              onAdd={addPanel}
              onUndo={undo}
              onRedo={() => session.redo()}
              onArrange={() => void arrange()}
              onOutline={() => setOutlined((is) => !is)}
            />
            {isOutlined && <Outline graph={graph} selection={selection} onShow={show} />}
            <NoticeList told={told} canUndo={view.canUndo} onUndo={undo} onDismiss={dismiss} />
            {canAsk && (
              <Ask
                graph={graph}
                proposal={proposal}
                isFitting={preview !== null}
                ask={(request, signal) => edges.api.propose(id, request, signal)}
                onProposal={propose}
                onApply={applyProposal}
                onDenied={onDenied}
              />
            )}
          </div>
          {!proposal && (
            <Inspector
              ref={inspector}
              graph={graph}
              selection={selection}
              isReadOnly={isReadOnly}
              onEdit={edit}
              onDelete={remove}
              onDuplicate={duplicate}
              onSelect={setPicked}
            />
          )}
        </main>
      )}
      {isNaming && name !== null && (
        <NameDialog
          name={name}
          onClose={() => setNaming(false)}
          onName={(next) => {
            setNaming(false)
            void rename(next)
          }}
        />
      )}
    </div>
  )
}
