import type { french } from './french/messages.ts'

/** The shape of what another language must say. */
type Worded<Shape> = {
  readonly [Key in keyof Shape]: Shape[Key] extends string ? string : Worded<Shape[Key]>
}

export type Messages = Worded<typeof french>
