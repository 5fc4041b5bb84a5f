package dev.farrier.cli.deployment;

import picocli.CommandLine.Command;

/** {@code farrier incidents approve}. */
@Command(
        name = "approve",
        description = {
            "Say yes to the rung that an incident asks about. The decider then decides about it anew, by all guards"
                    + " and with another look.",
            "It is said over HTTP, with a token of http.tokens: whose it is counts, once."
        },
        exitCodeList = {
            "0:the answer is on its way to the decider",
            "1:it was refused: the message says why",
            "2:wrong arguments, or no token",
            "3:the service can't be reached"
        },
        footer = {
            "",
            "Examples:",
            "  FARRIER_TOKEN=… farrier incidents approve 7f3a --rung reboot --why hangs",
            "  farrier incidents approve 7f3a --rung reboot --service https://f.example.org \\",
            "      --token file:/home/ann/.farrier-token"
        })
final class ApproveCommand extends AnswerCommand {
    ApproveCommand() {
        super("approve");
    }
}
