package dev.farrier.cli.deployment;

import picocli.CommandLine.Command;

/** {@code farrier incidents reject}. */
@Command(
        name = "reject",
        description = {
            "Say no to the rung that an incident asks about. Nothing more is run for it: it stays open, without another call,"
                    + " until its symptom ends or a person ends it.",
            "It is said over HTTP, with a token of http.tokens."
        },
        exitCodeList = {
            "0:the answer is on its way to the decider",
            "1:it was refused: the message says why",
            "2:wrong arguments, or no token",
            "3:the service can't be reached"
        },
        footer = {"", "Examples:", "  FARRIER_TOKEN=… farrier incidents reject 7f3a --rung reboot --why replaced"})
final class RejectCommand extends AnswerCommand {
    RejectCommand() {
        super("reject");
    }
}
