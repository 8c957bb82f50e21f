import { useState } from 'react'
import { ApiError } from '../../api.ts'
import { FormFrame } from '../../components/form-frame.tsx'
import { useForm } from '../../form.ts'
import { saveAs } from '../../save-as.ts'
import { StartFrame } from '../start/frame.tsx'
import { CutLink, DoorNote } from './door-frame.tsx'
import { useLinkSecret } from './secret.ts'

/** The copy of their data for somebody without a sign-in. Its route answers with a stream and is no endpoint of the client. */
export function PrivacyExport() {
  const secret = useLinkSecret()
  const [done, setDone] = useState(false)
  const form = useForm({
    initial: {},
    submit: async () => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch('/api/v1/export-downloads', {
        method: 'POST',
        headers,
        body: JSON.stringify({ secret }),
      })
      if (!answer.ok) throw await refusalOf(answer)
      await saveAs(answer, 'export.json')
      setDone(true)
    },
  })
  if (!secret) return <CutLink what="mail" to="/" action="Go to the app" />
  if (done) {
    return (
      <DoorNote title="It is being saved" action="Go to the app">
        The link works until the day that the mail says.
      </DoorNote>
    )
  }
  return (
    <StartFrame title="A copy of your data" lead="Everything that is kept about you, as JSON.">
      <FormFrame form={form} action="Download" wide>
        {null}
      </FormFrame>
    </StartFrame>
  )
}

async function refusalOf(answer: Response): Promise<ApiError> {
  const problem = (await answer.json().catch(() => ({}))) as Partial<ApiError>
  return new ApiError({
    status: answer.status,
    code: problem.code ?? 'unknown',
    detail: problem.detail ?? `the server answered ${answer.status}`,
  })
}
