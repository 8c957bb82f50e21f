import { useMutation, useQueryClient } from '@tanstack/react-query'
import Star from 'lucide-react/icons/star'
import { IconButton } from '../../components/button.tsx'
import { toastError } from '../../components/toast.tsx'
import { useClient, useWorkspace } from '../../session.ts'

type Props = { dashboardId: string; title: string; starred: boolean }

/** Yours alone: a starred one stands first in your list. */
export function StarButton({ dashboardId, title, starred }: Props) {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const change = useMutation({
    mutationFn: () =>
      starred ? client.unstarDashboard({ params: { dashboardId } }) : client.starDashboard({ params: { dashboardId } }),
    onError: toastError,
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: [slug, 'dashboards'] }),
        queryClient.invalidateQueries({ queryKey: [slug, 'dashboard', dashboardId], exact: true }),
      ]),
  })
  const shown = change.isPending ? !starred : starred
  return (
    <IconButton
      label={shown ? `Take the star off ${title}` : `Star ${title}`}
      aria-pressed={shown}
      onClick={() => !change.isPending && change.mutate()}
    >
      <Star aria-hidden className={shown ? 'fill-degraded text-degraded' : ''} />
    </IconButton>
  )
}
