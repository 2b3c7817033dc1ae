/** Runs several commands as one, so that one undo takes back one thing a person did. */
export default class MultiCommand {
  constructor(commandStack) {
    this.commandStack = commandStack;
  }

  preExecute(context) {
    for (const { command, context: inner } of context.commands) {
      this.commandStack.execute(command, inner);
    }
  }
}

MultiCommand.$inject = ['commandStack'];
