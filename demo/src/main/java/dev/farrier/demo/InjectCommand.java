package dev.farrier.demo;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.OutputOption;
import dev.farrier.demo.fleet.DemoFault;
import dev.farrier.demo.fleet.FaultInjector;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farrier demo inject}. */
@Command(
        name = "inject",
        description = "Inject a fault into a server of the demo that runs in another terminal.",
        exitCodeList = {"0:it is broken", "1:it could not be broken", "2:wrong arguments", "3:no demo runs"},
        footer = {
            "",
            "Examples:",
            "  farrier demo inject --list",
            "  farrier demo inject stuck-sessions",
            "  farrier demo inject crash mb-03"
        })
final class InjectCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "FAULT", description = "The fault; --list lists all faults.")
    private @Nullable String fault;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "BRIDGE",
            description = "The server. Default: each fault has its own.")
    private @Nullable String bridge;

    @Option(
            names = {"-l", "--list"},
            description = "List all faults.")
    private boolean list;

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            if (output.json()) {
                FaultList.json().forEach(each -> out.println(each.line()));
            } else {
                out.print(FaultList.text());
            }
            out.flush();
            return ExitCode.FINE;
        }
        DemoFault what = fault();
        String where = bridge == null ? what.bridge() : bridge;
        try {
            new FaultInjector(Demos.running().home()).inject(what, where);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.NOT_FINE, "could not inject " + what.title() + ": " + e.getMessage(), e);
        }
        out.println(where + ": " + what.title() + ", " + what.what());
        out.flush();
        return ExitCode.FINE;
    }

    private DemoFault fault() {
        String names = Arrays.stream(DemoFault.values()).map(DemoFault::title).collect(Collectors.joining(", "));
        if (fault == null) {
            throw new CommandException(ExitCode.USAGE, "say what to break, one of " + names);
        }
        return DemoFault.named(fault)
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE, "there is no fault '" + fault + "': write one of " + names));
    }
}
