package dev.farrier.cli.replay;

import dev.farrier.replay.Backtest;
import java.io.IOException;
import java.util.List;

/** Where the input of a replay comes from. */
interface ReplayInput {
    /** What a time without a year is judged by, epoch milliseconds; a topic's records have times of their own. */
    long now();

    /** The same, in words. */
    String nowInWords();

    /** Gives each the whole input, and ends it. */
    void to(List<Backtest> backtests) throws IOException, InterruptedException;
}
