import { useNavigate, useRouter } from '@tanstack/react-router'
import Bell from 'lucide-react/icons/bell'
import ChartLine from 'lucide-react/icons/chart-line'
import Download from 'lucide-react/icons/download'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Link2 from 'lucide-react/icons/link-2'
import Maximize2 from 'lucide-react/icons/maximize-2'
import Pencil from 'lucide-react/icons/pencil'
import type { Panel } from '#common/dashboards'
import { IconButton } from '../../components/button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { toast } from '../../components/toast.tsx'
import { saveAs } from '../../save-as.ts'
import { useBoard } from './board.ts'
import { fileName } from './file-name.ts'
import { linkTo } from './link.ts'
import { csvOfPanel } from './panels/index.ts'
import { rangeForExplore } from './range-for-explore.ts'

/** What can be done with a panel; `more` is what edit mode adds. */
export function PanelMenu({ panel, more }: { panel: Panel; more?: React.ReactNode }) {
  const board = useBoard()
  const { workspace, search, set, span, bounds, texts, dataOf, refusal } = board
  const navigate = useNavigate()
  const router = useRouter()
  const title = texts.titleOf(panel)
  const queries = (): string[] => [...new Set(dataOf(panel)?.asked.map(({ expr }) => expr) ?? [])].slice(0, 10)
  const asks = panel.targets.some(({ hide, expr }) => !hide && expr.trim() !== '')
  const download = (): void => {
    const data = dataOf(panel)
    if (!data) return toast({ words: 'The panel shows nothing yet.', tone: 'bad' })
    const text = csvOfPanel(panel, data)
    void saveAs(new Response(text, { headers: { 'content-type': 'text/csv' } }), `${fileName(title)}.csv`)
  }
  const copyLink = (): void => {
    void navigator.clipboard
      .writeText(linkTo({ ...board, panel: panel.id }))
      .then(() =>
        toast({ words: 'The link is copied, with the time and the variables as they are now.', tone: 'good' }),
      )
      .catch(() => toast({ words: 'The browser does not let this page copy.', tone: 'bad' }))
  }
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={`What to do with ${title || 'this panel'}`} className="size-6 pointer-coarse:size-8">
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      {search.panel === undefined && search.change === undefined && (
        <MenuItem icon={<Maximize2 aria-hidden />} onClick={() => set({ panel: panel.id, edit: undefined })}>
          Look at it alone
        </MenuItem>
      )}
      {refusal === undefined && (
        <MenuItem icon={<Pencil aria-hidden />} onClick={() => set({ edit: true, change: panel.id, panel: undefined })}>
          Edit
        </MenuItem>
      )}
      {asks && (
        <>
          <MenuItem
            icon={<ChartLine aria-hidden />}
            onClick={() =>
              void navigate({
                to: '/$workspace/metrics',
                params: { workspace },
                search: { expr: queries(), range: rangeForExplore(span, bounds) },
              })
            }
          >
            Explore
          </MenuItem>
          <MenuItem
            icon={<Bell aria-hidden />}
            onClick={() => {
              const search = new URLSearchParams({ expr: queries()[0] ?? '', name: title })
              router.history.push(`/app/${workspace}/alerts/new?${search}`)
            }}
          >
            Alert from this panel
          </MenuItem>
          <MenuItem icon={<Download aria-hidden />} onClick={download}>
            Download CSV
          </MenuItem>
        </>
      )}
      <MenuItem icon={<Link2 aria-hidden />} onClick={copyLink}>
        Copy link
      </MenuItem>
      {more && <MenuSeparator />}
      {more}
    </Menu>
  )
}
