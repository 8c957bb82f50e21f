import ExternalLink from 'lucide-react/icons/external-link'
import LayoutDashboard from 'lucide-react/icons/layout-dashboard'
import type { Dashboard, Panel } from '#common/dashboards'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { useKeys } from '../../keys.ts'
import { useBoard } from './board.ts'
import { Sections } from './grid/sections.tsx'
import { allPanels, focusPanel, panelHere } from './panel-here.ts'
import { PanelMenu } from './panel-menu.tsx'
import { PanelView } from './panels/index.ts'

/** All panels, or the one that is alone on the screen. */
export function ShownPanels({ dashboard }: { dashboard: Dashboard }) {
  const { search, set, texts, refusal } = useBoard()
  const panels = allPanels(dashboard)
  const alone = panels.find(({ id, kind }) => id === search.panel && kind !== 'row')
  const back = (): void => set({ panel: undefined })
  useKeys([
    {
      ...{ keys: 'v', does: 'The panel alone, and back', group: 'Dashboard' },
      run: () => (search.panel === undefined ? set({ panel: panelHere(dashboard) }) : back()),
    },
    { keys: 'j', does: 'Next panel', group: 'Dashboard', run: () => focusPanel(1) },
    { keys: 'k', does: 'Panel before', group: 'Dashboard', run: () => focusPanel(-1) },
    ...(search.panel === undefined
      ? []
      : [{ keys: 'escape', does: 'All panels', group: 'Dashboard', run: back } as const]),
  ])
  if (search.panel !== undefined) {
    return (
      <div className="flex h-[calc(100dvh-11rem)] min-h-96 flex-col">
        <div className="mb-2">
          <Button onClick={back} title="escape">
            All panels
          </Button>
        </div>
        <div className="min-h-0 flex-1">
          {alone ? (
            <ShownPanel panel={alone} />
          ) : (
            <Empty icon={<LayoutDashboard />} title="There is no such panel">
              It may have been removed since this link was made.
            </Empty>
          )}
        </div>
      </div>
    )
  }
  if (panels.length === 0) {
    return (
      <Empty
        icon={<LayoutDashboard />}
        title="No panel yet"
        action={
          <Button look="primary" refusal={refusal} onClick={() => set({ edit: true })}>
            Add panels
          </Button>
        }
      >
        A panel is a query and a way to look at its answer.
      </Empty>
    )
  }
  return (
    <Sections dashboard={dashboard} titleOf={texts.titleOf}>
      {(panel) => <ShownPanel panel={panel} />}
    </Sections>
  )
}

const onlyHere =
  'flex max-w-0 shrink-0 overflow-hidden group-focus-within/panel:max-w-none group-focus-within/panel:overflow-visible group-hover/panel:max-w-none group-hover/panel:overflow-visible pointer-coarse:max-w-none'

function ShownPanel({ panel }: { panel: Panel }) {
  const { search } = useBoard()
  return (
    <PanelView
      panel={panel}
      actions={
        // A small panel needs its room for its title.
        <span className={panel.grid.w <= 5 && search.panel === undefined ? onlyHere : 'flex shrink-0'}>
          <PanelLinks panel={panel} />
          <PanelMenu panel={panel} />
        </span>
      }
    />
  )
}

function PanelLinks({ panel }: { panel: Panel }) {
  const { texts } = useBoard()
  return texts.linksOf(panel).map(({ title, url }) => (
    <a
      key={`${title} ${url}`}
      href={url}
      rel="noreferrer"
      title={title || url}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-text"
    >
      <ExternalLink className="size-3.5" aria-hidden />
      <span className="sr-only">{title || url}</span>
    </a>
  ))
}
