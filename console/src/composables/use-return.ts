import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { askedPage } from './asked-page.ts'
import { useSession } from './use-session.ts'

export interface Return {
  /** The page that was asked for before this one stood in the way, if any. */
  readonly asked: ComputedRef<string | undefined>
  /** Goes on to it; without one, home. */
  readonly goOn: () => Promise<void>
}

export function useReturn(): Return {
  const route = useRoute()
  const router = useRouter()
  const { home } = useSession()
  const asked = computed(() => askedPage(route.query['retour']))
  return {
    asked,
    async goOn() {
      await router.push(asked.value ?? home.value)
    },
  }
}
