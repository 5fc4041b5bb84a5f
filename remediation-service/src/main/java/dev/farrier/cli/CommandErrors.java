package dev.farrier.cli;

import dev.farrier.app.config.ConfigurationException;
import dev.farrier.ingest.SchemaUnavailableException;
import dev.farrier.stream.admin.KafkaTooOldException;
import dev.farrier.stream.admin.KafkaUnavailableException;
import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Prints what has gone wrong on standard error, and maps it to an exit code. */
final class CommandErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final String VERBOSE = "--verbose";

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        int code = switch (e) {
            case ConfigurationException wrong -> {
                wrong.problems().forEach(err::println);
                yield ExitCode.USAGE;
            }
            case CommandException failed -> {
                err.println("farrier: " + failed.getMessage());
                yield failed.exitCode();
            }
            case KafkaUnavailableException unavailable -> {
                err.println("farrier: " + unavailable.getMessage());
                yield ExitCode.UNREACHABLE;
            }
            case SchemaUnavailableException unavailable -> {
                err.println("farrier: " + unavailable.getMessage());
                yield ExitCode.UNREACHABLE;
            }
            case KafkaTooOldException old -> {
                err.println("farrier: " + old.getMessage());
                yield ExitCode.UNREACHABLE;
            }
            default -> {
                err.println("farrier: unexpected: " + e);
                yield ExitCode.NOT_FINE;
            }
        };
        boolean explained =
                e instanceof ConfigurationException || e instanceof CommandException && e.getCause() == null;
        if (isVerbose(parsed) && !explained) {
            e.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("farrier: " + UsageErrors.message(e));
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static boolean isVerbose(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .map(CommandLine::getParseResult)
                .filter(Objects::nonNull)
                .anyMatch(each -> each.hasMatchedOption(VERBOSE));
    }
}
