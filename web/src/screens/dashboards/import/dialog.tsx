import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { DashboardImport } from '../../../api.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { toast } from '../../../components/toast.tsx'
import { counted } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { ImportPreview } from './preview.tsx'
import { ImportSource } from './source.tsx'

type Looked = { json: unknown; preview: DashboardImport }

/** A dashboard of Grafana: first what would come of it, then it comes. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { slug: workspace } = useWorkspace()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [looked, setLooked] = useState<Looked>()
  const created = async ({ created: item, panels }: DashboardImport): Promise<void> => {
    if (!item) return
    await queryClient.invalidateQueries({ queryKey: [workspace, 'dashboards'] })
    toast({ words: `${item.title} is here, with ${counted(panels, 'panel')}.`, tone: 'good' })
    await navigate({ to: '/$workspace/dashboards/$dashboardId', params: { workspace, dashboardId: item.id } })
  }
  return (
    <Dialog open onClose={onClose} title="Import a dashboard" className="w-[min(94vw,42rem)]">
      <div className="overflow-y-auto px-5 pb-5">
        {looked ? (
          <ImportPreview {...looked} onBack={() => setLooked(undefined)} onDone={created} />
        ) : (
          <ImportSource onLooked={setLooked} onCancel={onClose} />
        )}
      </div>
    </Dialog>
  )
}
