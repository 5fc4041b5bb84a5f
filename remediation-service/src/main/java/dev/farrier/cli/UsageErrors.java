package dev.farrier.cli;

import dev.farrier.policy.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line and what to write instead, in this program's terms instead of picocli's. */
public final class UsageErrors {
    private UsageErrors() {}

    /** One line. */
    public static String message(ParameterException e) {
        CommandLine command = e.getCommandLine();
        List<String> unmatched = e instanceof UnmatchedArgumentException surplus
                ? surplus.getUnmatched()
                : command.getUnmatchedArguments();
        String wrong = unmatched.isEmpty() ? "" : unmatched.getFirst();
        if (wrong.startsWith("-") || e instanceof UnmatchedArgumentException) {
            return unmatched(command, wrong);
        }
        ArgSpec arg = e.getArgSpec();
        return switch (e) {
            case MissingParameterException missing -> missing(missing);
            case OverwrittenOptionException twice -> name(twice.getOverwritten()) + " is given more than once";
            case ParameterException other when arg != null -> name(arg) + ": " + value(other, arg);
            case ParameterException other
            when String.valueOf(other.getMessage()).startsWith("Missing required subcommand") ->
                "say which command: " + commands(command);
            case ParameterException other -> String.valueOf(other.getMessage());
        };
    }

    private static String unmatched(CommandLine command, String wrong) {
        if (wrong.startsWith("-")) {
            List<String> names = command.getCommandSpec().options().stream()
                    .flatMap(option -> Stream.of(option.names()))
                    .toList();
            String nearest = Nearest.find(wrong.replaceFirst("=.*", ""), names);
            return "there is no option '" + wrong + "'" + (nearest == null ? "" : ": did you mean '" + nearest + "'?");
        }
        if (command.getSubcommands().isEmpty()) {
            return "'" + wrong + "' is one argument too many";
        }
        String nearest = Nearest.find(wrong, command.getSubcommands().keySet());
        return "there is no command '" + wrong + "'"
                + (nearest == null
                        ? "; there are " + commands(command)
                        : ": did you mean '" + command.getCommandSpec().qualifiedName() + " " + nearest + "'?");
    }

    private static String commands(CommandLine command) {
        return String.join(", ", new TreeSet<>(command.getSubcommands().keySet()));
    }

    private static String missing(MissingParameterException e) {
        List<String> missing = new ArrayList<>();
        for (ArgSpec each : e.getMissing()) {
            if (!(each instanceof OptionSpec option)) {
                missing.add(each.paramLabel());
            } else if (option.required()) {
                missing.add(option.longestName() + " " + option.paramLabel());
            } else {
                return option.longestName() + " needs a value: " + option.longestName() + " " + option.paramLabel();
            }
        }
        return missing.isEmpty() ? String.valueOf(e.getMessage()) : String.join(" and ", missing) + " is missing";
    }

    private static String value(ParameterException e, ArgSpec arg) {
        String value = e.getValue() == null ? "" : "'" + e.getValue() + "' ";
        Class<?> type = arg.auxiliaryTypes().length == 0 ? arg.type() : arg.auxiliaryTypes()[0];
        if (Map.class.isAssignableFrom(arg.type())) {
            return value + "is not of the form " + arg.paramLabel();
        }
        if (type.isEnum()) {
            return value + "is none of " + choices(type);
        }
        if (type == int.class || type == Integer.class || type == long.class) {
            return value + "is not a whole number";
        }
        if (type == double.class || type == Double.class) {
            return value + "is not a number";
        }
        if (type == boolean.class) {
            return "it takes no value";
        }
        return converter(e);
    }

    /** Picocli puts the message of a type converter at the end of its own. */
    private static String converter(Throwable e) {
        Throwable cause = e;
        while (cause != null) {
            if (cause instanceof TypeConversionException) {
                return String.valueOf(cause.getMessage());
            }
            cause = cause.getCause();
        }
        return String.valueOf(e.getMessage());
    }

    private static String choices(Class<?> type) {
        return Stream.of(type.getEnumConstants())
                .map(each -> each.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static String name(@Nullable ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg == null ? "" : arg.paramLabel();
    }
}
