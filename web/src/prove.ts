/** Asks the person at the screen to prove that it is them; the dialog at the root of the app answers. */

type Asking = { answer: (proved: boolean) => void }

let asking: Asking | undefined
const listeners = new Set<() => void>()

/** True once a factor was proved, false when the person would rather not. Asked twice at once, both get one answer. */
export function askWhoItIs(): Promise<boolean> {
  return new Promise((resolve) => {
    const before = asking
    change({
      answer: (proved) => {
        before?.answer(proved)
        resolve(proved)
      },
    })
  })
}

export function answerWhoItIs(proved: boolean): void {
  const current = asking
  change(undefined)
  current?.answer(proved)
}

export function subscribeAsking(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function isAsking(): boolean {
  return asking !== undefined
}

function change(next: Asking | undefined): void {
  asking = next
  for (const listener of listeners) listener()
}
