import { useState } from 'react'
import { client } from '../../api.ts'
import { FormFrame } from '../../components/form-frame.tsx'
import { useForm } from '../../form.ts'
import { StartFrame } from '../start/frame.tsx'
import { CutLink, DoorNote } from './door-frame.tsx'
import { useLinkSecret } from './secret.ts'

/** Takes the closing of a sign-in back. */
export function Restore() {
  const secret = useLinkSecret()
  const [done, setDone] = useState(false)
  const form = useForm({
    initial: {},
    submit: async () => {
      await client.restoreAccount({ body: { secret } })
      setDone(true)
    },
  })
  if (!secret) return <CutLink what="mail" to="/" action="Go to the app" />
  if (done) {
    return (
      <DoorNote title="Your sign-in is back" action="Sign in">
        Everything is as it was when you closed it. Sign in as you did before.
      </DoorNote>
    )
  }
  return (
    <StartFrame title="Take the closing back" lead="Your sign-in and everything that belongs to it stays.">
      <FormFrame form={form} action="Keep my sign-in" wide>
        {null}
      </FormFrame>
    </StartFrame>
  )
}
