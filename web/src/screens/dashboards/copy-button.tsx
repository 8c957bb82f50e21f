import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import Copy from 'lucide-react/icons/copy'
import { Button } from '../../components/button.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { useClient, useRefusal } from '../../session.ts'
import { useBoard } from './board.ts'

/** A dashboard of one's own that begins as this one is; of a curated one the only way to change it. */
export function useCopyOf(): { run: () => void; pending: boolean; refusal: string | undefined } {
  const { workspace, stored } = useBoard()
  const client = useClient()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const refusal = useRefusal('dashboards.write')
  const copy = useMutation({
    mutationFn: () => client.copyDashboard({ params: { dashboardId: stored.id }, body: {} }),
    onSuccess: async ({ id, title }) => {
      await queryClient.invalidateQueries({ queryKey: [workspace, 'dashboards'] })
      await navigate({ to: '/$workspace/dashboards/$dashboardId', params: { workspace, dashboardId: id } })
      toast({ words: `This is ${title}, which is yours to change.`, tone: 'good' })
    },
    onError: toastError,
  })
  return { run: () => copy.mutate(), pending: copy.isPending, refusal }
}

export function CopyButton() {
  const { run, pending, refusal } = useCopyOf()
  return (
    <Button look="primary" icon={<Copy aria-hidden />} onClick={run} pending={pending} refusal={refusal}>
      Make a copy
    </Button>
  )
}
