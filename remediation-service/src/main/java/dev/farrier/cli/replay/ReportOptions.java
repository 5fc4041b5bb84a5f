package dev.farrier.cli.replay;

import dev.farrier.cli.OutputOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how a replay prints its result: lines, a report, an HTML page. */
final class ReportOptions {
    @Option(
            names = "--summary",
            description =
                    "Print the report by policy on standard output, after the lines; in JSON as one last object of "
                            + "type summary. Default: on standard error.")
    private boolean summary;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Also write the report as one HTML page with a timeline of each policy.")
    private @Nullable Path html;

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Throws when the page can't be written. */
    void check() {
        if (html == null) {
            return;
        }
        Path parent = html.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(html)) {
            throw new ParameterException(
                    commandLine(),
                    "--html " + html + (Files.isDirectory(html) ? " is a directory" : ": there is no such directory"));
        }
    }

    boolean json() {
        return output.json();
    }

    /** Prints the report, after the lines. */
    void report(PrintWriter out, String json, String text) {
        if (summary) {
            out.print(output.json() ? json + "\n" : text);
        }
        out.flush();
        if (!summary) {
            err(text);
        }
    }

    /** Writes the page if one is wanted. */
    void page(Supplier<String> page) throws IOException {
        if (html != null) {
            Files.writeString(html, page.get());
        }
    }

    void err(String text) {
        PrintWriter err = commandLine().getErr();
        err.println(text.stripTrailing());
        err.flush();
    }

    CommandLine commandLine() {
        return command.commandLine();
    }
}
