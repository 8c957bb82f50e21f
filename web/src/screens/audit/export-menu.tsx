import { useMutation, useQueryClient } from '@tanstack/react-query'
import ChevronDown from 'lucide-react/icons/chevron-down'
import Download from 'lucide-react/icons/download'
import { Button } from '../../components/button.tsx'
import { Menu, MenuItem } from '../../components/menu.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { useWorkspace } from '../../session.ts'
import { exportAudit, type ExportFormat } from './export.ts'

/** All of it, whatever is filtered; the export is an entry itself. */
export function ExportMenu() {
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const run = useMutation({
    mutationFn: (format: ExportFormat) => exportAudit(slug, format),
    onSuccess: (saved) => {
      if (saved) toast({ words: 'The file is saved. The export is an entry of the log, too.' })
      return queryClient.invalidateQueries({ queryKey: [slug, 'audit'] })
    },
    onError: toastError,
  })
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={<Download aria-hidden />} pending={run.isPending}>
          {run.isPending ? 'Exporting …' : 'Export all'}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <MenuItem onClick={() => run.mutate('json')}>
        <span>
          JSON
          <span className="block text-xs text-faint">Signed: anyone can verify it</span>
        </span>
      </MenuItem>
      <MenuItem onClick={() => run.mutate('csv')}>
        <span>
          CSV
          <span className="block text-xs text-faint">For spreadsheets; proves nothing</span>
        </span>
      </MenuItem>
    </Menu>
  )
}
