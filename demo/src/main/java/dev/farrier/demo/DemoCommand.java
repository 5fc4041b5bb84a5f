package dev.farrier.demo;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.OutputOption;
import dev.farrier.demo.chaos.ChaosReport;
import dev.farrier.demo.chaos.ChaosRun;
import dev.farrier.demo.timeline.TimelinePrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code farrier demo}. */
@Command(
        name = "demo",
        description = "Start a Kafka broker, Farrier and six small servers, and print what Farrier detects, decides "
                + "and does. At the end the demo removes all its files and processes.",
        exitCodeList = {
            "0:ended; with --exit: every fault came to its right end",
            "1:with --exit: one did not; or a demo of this checkout runs already",
            "2:wrong arguments",
            "3:it could not start"
        },
        footer = {"", "Examples:", "  farrier demo", "  farrier demo inject crash", "  farrier demo --exit -o json"},
        subcommands = {InjectCommand.class, RepairCommand.class})
final class DemoCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    @Option(
            names = "--exit",
            description = "Inject each fault once, wait until each incident has ended, print the results, and exit: "
                    + "with 0 when each ended as expected, else with 1.")
    private boolean exit;

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (!exit) {
            refuseSecondDemo();
        }
        PrintWriter out = spec.commandLine().getOut();
        TimelinePrinter printer = new TimelinePrinter(out, output.json(), Ansi.AUTO.enabled(), ZoneId.systemDefault());
        try (Demo demo = new Demo(RunningDemo.checkout().resolve("policies"), printer)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(demo, printer), "demo-end"));
            try {
                return run(demo, printer);
            } catch (IOException | RuntimeException e) {
                if (demo.isEnding()) {
                    awaitEnd();
                }
                throw e;
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.UNREACHABLE, "the demo can't run: " + e.getMessage(), e);
        }
    }

    /** On Ctrl-C. */
    private static void end(Demo demo, TimelinePrinter printer) {
        if (!demo.isEnding()) {
            printer.printText("Ending …");
            demo.close();
            printer.printText("All processes are ended and the folder is gone.");
        }
    }

    /** With two demos, commands in other terminals could not tell which one is meant. */
    private static void refuseSecondDemo() {
        try {
            Optional<RunningDemo> other = RunningDemo.find(RunningDemo.folder());
            if (other.isPresent()) {
                throw new CommandException(
                        ExitCode.NOT_FINE,
                        "a demo of this checkout runs already, process "
                                + other.get().process().pid() + ": end it first");
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.UNREACHABLE, "can't tell whether another demo runs: " + e.getMessage(), e);
        }
    }

    private int run(Demo demo, TimelinePrinter printer) throws IOException, InterruptedException {
        ChaosRun chaosRun = demo.start(RunningDemo.folder());
        if (!exit) {
            invite(printer);
            awaitEnd();
        }
        return report(printer, chaosRun.run(DEADLINE));
    }

    /** Until Ctrl-C has ended everything. */
    private static void awaitEnd() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static int report(TimelinePrinter printer, ChaosReport report) {
        printer.printText("");
        printer.printText(report.text());
        report.json().forEach(printer::printJson);
        return report.good() ? ExitCode.FINE : ExitCode.NOT_FINE;
    }

    private static void invite(TimelinePrinter printer) {
        printer.printText("");
        printer.printText("Break something, in another terminal:   ./farrier demo inject FAULT [BRIDGE]");
        printer.printText(FaultList.text());
        printer.printText("Ctrl-C ends everything.");
        printer.printText("");
    }
}
