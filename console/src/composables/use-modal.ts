import { onBeforeUnmount, onMounted, useTemplateRef } from 'vue'

/**
 * Shows the element `dialog` of a component above everything for as long as the component is there. Closing gives
 * the keyboard back to where it was; being taken away does not.
 */
export function useModal(): void {
  const dialog = useTemplateRef<HTMLDialogElement>('dialog')
  onMounted(() => dialog.value?.showModal())
  onBeforeUnmount(() => dialog.value?.close())
}
