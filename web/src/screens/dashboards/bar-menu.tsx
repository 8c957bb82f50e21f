import { useQueryClient } from '@tanstack/react-query'
import { markSources } from '#common/dashboards'
import { useNavigate } from '@tanstack/react-router'
import Copy from 'lucide-react/icons/copy'
import Download from 'lucide-react/icons/download'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Braces from 'lucide-react/icons/braces'
import History from 'lucide-react/icons/history'
import Settings2 from 'lucide-react/icons/settings-2'
import Trash2 from 'lucide-react/icons/trash-2'
import { useState } from 'react'
import { IconButton } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Menu, MenuChoice, MenuGroup, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { toastError } from '../../components/toast.tsx'
import { saveAs } from '../../save-as.ts'
import { useClient } from '../../session.ts'
import type { MarkKind, Marks } from './annotations/use-marks.ts'
import { useBoard } from './board.ts'
import { useCopyOf } from './copy-button.tsx'
import { fileName } from './file-name.ts'

const markWords: Record<MarkKind, string> = {
  incident: 'Incidents',
  deploy: 'Deploys',
  maintenance: 'Maintenance',
  alert: 'Alerts',
  query: 'Of this dashboard',
}

export function DashboardMenu({ marks }: { marks: Marks }) {
  const { workspace, stored, set, refusal } = useBoard()
  const client = useClient()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [deleting, setDeleting] = useState(false)
  const copy = useCopyOf()
  const own = stored.kind === 'own'
  const exportJson = (): void => {
    client
      .exportDashboard({ params: { dashboardId: stored.id } })
      .then((json) => saveAs(new Response(JSON.stringify(json, undefined, 2)), `${fileName(stored.title)}.json`))
      .catch(toastError)
  }
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label="More">
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        <MenuGroup label="Marked in panels">
          {[...markSources, ...(marks.has('query') > 0 ? (['query'] as const) : [])].map((kind) => (
            <MenuChoice key={kind} chosen={!marks.off.has(kind)} onClick={() => marks.turn(kind)}>
              {markWords[kind]}
              <span className="ml-auto pl-4 text-xs text-faint">{marks.has(kind)}</span>
            </MenuChoice>
          ))}
        </MenuGroup>
        <MenuSeparator />
        <MenuItem icon={<Download aria-hidden />} onClick={exportJson}>
          Export JSON
        </MenuItem>
        <MenuItem icon={<Copy aria-hidden />} onClick={copy.run} disabled={copy.refusal !== undefined}>
          Make a copy
        </MenuItem>
        {own && (
          <>
            <MenuSeparator />
            <MenuItem
              icon={<Settings2 aria-hidden />}
              disabled={refusal !== undefined}
              onClick={() => set({ edit: true, part: 'settings' })}
            >
              Settings
            </MenuItem>
            <MenuItem
              icon={<Braces aria-hidden />}
              disabled={refusal !== undefined}
              onClick={() => set({ edit: true, part: 'json' })}
            >
              JSON
            </MenuItem>
            <MenuItem
              icon={<History aria-hidden />}
              disabled={refusal !== undefined}
              onClick={() => set({ edit: true, part: 'versions' })}
            >
              Versions
            </MenuItem>
            <MenuItem icon={<Trash2 aria-hidden />} disabled={refusal !== undefined} onClick={() => setDeleting(true)}>
              Delete …
            </MenuItem>
          </>
        )}
      </Menu>
      <Confirm
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${stored.title}?`}
        action="Delete dashboard"
        typeName={stored.title}
        run={async () => {
          await client.deleteDashboard({ params: { dashboardId: stored.id } })
          await queryClient.invalidateQueries({ queryKey: [workspace, 'dashboards'] })
          await navigate({ to: '/$workspace/dashboards', params: { workspace } })
        }}
      >
        Its panels, versions, public links and snapshots go with it, and nothing brings them back. No figure is lost.
      </Confirm>
    </>
  )
}
