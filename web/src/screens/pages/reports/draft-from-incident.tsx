import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import Sparkles from 'lucide-react/icons/sparkles'
import { Button } from '../../../components/button.tsx'
import { toastError } from '../../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'

/** Has a draft made of what is known of an incident, and opens it; nothing is published by that. */
export function DraftFromIncident({ pageId, incidentId }: { pageId: string; incidentId: string }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const refusal = useRefusal('statuspages.write')
  const draft = useMutation({
    mutationFn: () => client.createProposal({ params: { pageId }, body: { incidentId } }),
    onSuccess: async ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: [slug, 'pages', pageId] })
      await navigate({
        to: '/$workspace/pages/$pageId/proposals/$proposalId',
        params: { workspace: slug, pageId, proposalId: id },
      })
    },
    onError: toastError,
  })
  return (
    <Button icon={<Sparkles aria-hidden />} refusal={refusal} pending={draft.isPending} onClick={() => draft.mutate()}>
      Draft it from the analysis
    </Button>
  )
}
