import { useMutation, useQueryClient } from '@tanstack/react-query'
import ThumbsDown from 'lucide-react/icons/thumbs-down'
import ThumbsUp from 'lucide-react/icons/thumbs-up'
import { Button } from '../../../components/button.tsx'
import { toastError } from '../../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { accuracyQuery, analysesQuery, type Analysis } from './queries.ts'

/** Whoever knows says whether it was so; pressed again it is taken back. */
export function Mark({ analysis }: { analysis: Analysis }) {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const refusal = useRefusal('incidents.write')
  const mark = useMutation({
    mutationFn: (wanted: 'right' | 'wrong') =>
      client.markAnalysis({
        params: { analysisId: analysis.id },
        body: { mark: analysis.mark === wanted ? null : wanted },
      }),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries(analysesQuery(slug, analysis.incidentId)),
        queryClient.invalidateQueries(accuracyQuery(slug)),
      ]),
    onError: toastError,
  })
  const button = (wanted: 'right' | 'wrong', word: string, icon: React.ReactNode) => (
    <Button
      look={analysis.mark === wanted ? 'secondary' : 'quiet'}
      icon={icon}
      refusal={refusal}
      pending={mark.isPending}
      aria-pressed={analysis.mark === wanted}
      onClick={() => mark.mutate(wanted)}
    >
      {word}
    </Button>
  )
  return (
    <span className="flex gap-1">
      {button('right', 'Right', <ThumbsUp aria-hidden />)}
      {button('wrong', 'Wrong', <ThumbsDown aria-hidden />)}
    </span>
  )
}
