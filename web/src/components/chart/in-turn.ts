/** Work on many drawings in short turns, so that typing and scrolling come in between. */
const budgetMs = 12

let queue: (() => void)[] = []
let planned = false

/** Soon, in the order in which it was asked for; returns how to take it back. */
export function inTurn(work: () => void): () => void {
  queue.push(work)
  plan()
  return () => {
    queue = queue.filter((each) => each !== work)
  }
}

function plan(): void {
  if (planned) return
  planned = true
  const { port1, port2 } = new MessageChannel()
  // A timer would wait at least four milliseconds each time; a message only lets go first what a person did.
  port1.onmessage = () => {
    port1.close()
    planned = false
    run()
  }
  port2.postMessage(null)
}

function run(): void {
  const startMs = performance.now()
  while (queue.length > 0 && performance.now() - startMs < budgetMs) {
    const work = queue.shift()
    try {
      work?.()
    } catch (error) {
      // One that fails is told as any error is, and keeps nobody else from being drawn.
      reportError(error)
    }
  }
  if (queue.length > 0) plan()
}
