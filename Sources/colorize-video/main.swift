print("colorize-video")
